//! What the kernel says of how its clock is held to others: one call of `adjtimex(2)`, the unsafe line of this crate.
//!
//! Why: a legal moment is worth what the clock was worth that told it. Whoever holds the clock (chrony, ntpd,
//! systemd-timesyncd, the host of a virtual machine) tells the kernel how far it may be off, and anybody may ask for
//! that. No crate that is kept asks for it without setting something.

use std::{io, mem::MaybeUninit};

/// How the clock of a machine is held to others. Times are in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discipline {
    /// Whether anybody holds it: the kernel has been told within the last hours how far it is off.
    pub is_synchronised: bool,
    /// By how much it is being put right at this moment.
    pub offset_us: i64,
    /// By how much it is off at most, as whoever holds it said; grows by 0.5 ms a second until that is said again.
    pub error_max_us: i64,
}

/// Asks the kernel. Nothing is set, so no privilege is needed.
///
/// # Errors
/// As the system says: a sandbox may refuse the call.
pub fn discipline() -> io::Result<Discipline> {
    let mut timex = MaybeUninit::<libc::timex>::zeroed();
    // SAFETY: all fields of `timex` are integers, for which zero is a value; its mode 0 lets the kernel write to the
    // structure, which is ours and as large as the kernel takes it to be, and to nothing else.
    let (state, timex) = unsafe {
        let state = libc::adjtimex(timex.as_mut_ptr());
        (state, timex.assume_init())
    };
    if state < 0 {
        return Err(io::Error::last_os_error());
    }
    let is_in_nanoseconds = timex.status & libc::STA_NANO != 0;
    Ok(Discipline {
        is_synchronised: state != libc::TIME_ERROR && timex.status & libc::STA_UNSYNC == 0,
        offset_us: timex.offset / if is_in_nanoseconds { 1000 } else { 1 },
        error_max_us: timex.maxerror,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_tells_what_it_tells_others() {
        let told = discipline().expect("the kernel answers");
        // Linux lets what it is off at most grow to 16 seconds and then takes the clock for held by nobody.
        assert!((0..=16_000_000).contains(&told.error_max_us), "{told:?}");
        assert!(
            !told.is_synchronised || told.error_max_us < 16_000_000,
            "{told:?}"
        );
    }
}
