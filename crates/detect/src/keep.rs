//! How state is kept between runs: numbers little-endian, lists with their length first, maps in the order of
//! their keys, so that equal states are equal bytes. What does not read back whole is no state: it is made
//! anew from the ledger.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use event::{ActorKind, Millis, Outcome};
use exposure::{Passed, Place, SubjectId, Whom, WhyNot, selection::IssuedWord};
use hashbrown::{HashMap, HashSet};
use roaring::{RoaringBitmap, RoaringTreemap};

/// Something that is kept.
pub(crate) trait Keep: Sized {
    /// Writes it.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads it from the front of these bytes; `None` where they are not what was written.
    fn get(bytes: &mut &[u8]) -> Option<Self>;
}

/// Keeps a structure field by field.
macro_rules! kept {
    ($name:ident { $($field:ident),* $(,)? } $(but { $($other:ident),* $(,)? })?) => {
        impl $crate::keep::Keep for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $($crate::keep::Keep::put(&self.$field, out);)*
            }
            fn get(bytes: &mut &[u8]) -> Option<$name> {
                Some($name {
                    $($field: $crate::keep::Keep::get(bytes)?,)*
                    $($($other: Default::default(),)*)?
                })
            }
        }
    };
}
pub(crate) use kept;

/// Keeps one of a list by its place in it.
macro_rules! kept_of {
    ($name:ty, $all:expr) => {
        impl $crate::keep::Keep for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let place = $all.iter().position(|of| of == self).unwrap_or(255);
                out.push(u8::try_from(place).unwrap_or(255));
            }
            fn get(bytes: &mut &[u8]) -> Option<$name> {
                let place = u8::get(bytes)?;
                $all.get(usize::from(place)).copied()
            }
        }
    };
}
pub(crate) use kept_of;

macro_rules! kept_numbers {
    ($($number:ty),*) => {$(
        impl Keep for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &mut &[u8]) -> Option<$number> {
                let (first, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(<$number>::from_le_bytes(*first))
            }
        }
    )*};
}
kept_numbers!(u8, u16, u32, u64, i32, i64);

impl Keep for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn get(bytes: &mut &[u8]) -> Option<bool> {
        match u8::get(bytes)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Keep for Millis {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Millis> {
        i64::get(bytes).map(Millis)
    }
}

impl Keep for SubjectId {
    fn put(&self, out: &mut Vec<u8>) {
        self.to_u64().put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<SubjectId> {
        SubjectId::from_u64(u64::get(bytes)?)
    }
}

impl<T: Keep> Keep for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn get(bytes: &mut &[u8]) -> Option<Option<T>> {
        match bool::get(bytes)? {
            true => Some(Some(T::get(bytes)?)),
            false => Some(None),
        }
    }
}

impl<A: Keep, B: Keep> Keep for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<(A, B)> {
        Some((A::get(bytes)?, B::get(bytes)?))
    }
}

impl<A: Keep, B: Keep, C: Keep> Keep for (A, B, C) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<(A, B, C)> {
        Some((A::get(bytes)?, B::get(bytes)?, C::get(bytes)?))
    }
}

fn put_list<'t, T: Keep + 't>(list: impl ExactSizeIterator<Item = &'t T>, out: &mut Vec<u8>) {
    (list.len() as u64).put(out);
    list.for_each(|item| item.put(out));
}

/// Reads items one by one; a length that lies ends with the bytes.
fn get_list<T: Keep, L: Default + Extend<T>>(bytes: &mut &[u8]) -> Option<L> {
    let mut list = L::default();
    for _ in 0..u64::get(bytes)? {
        list.extend(std::iter::once(T::get(bytes)?));
    }
    Some(list)
}

impl<T: Keep> Keep for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_list(self.iter(), out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Vec<T>> {
        get_list(bytes)
    }
}

impl<T: Keep> Keep for VecDeque<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_list(self.iter(), out);
    }
    fn get(bytes: &mut &[u8]) -> Option<VecDeque<T>> {
        get_list(bytes)
    }
}

impl<T: Keep> Keep for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_ref().put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Box<T>> {
        T::get(bytes).map(Box::new)
    }
}

impl<T: Keep> Keep for Arc<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_ref().put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Arc<T>> {
        T::get(bytes).map(Arc::new)
    }
}

impl<T: Keep, const N: usize> Keep for [T; N] {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|item| item.put(out));
    }
    fn get(bytes: &mut &[u8]) -> Option<[T; N]> {
        let items: Option<Vec<T>> = (0..N).map(|_| T::get(bytes)).collect();
        items?.try_into().ok()
    }
}

impl<K: Keep + Ord, V: Keep> Keep for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u64).put(out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }
    fn get(bytes: &mut &[u8]) -> Option<BTreeMap<K, V>> {
        get_list::<(K, V), _>(bytes)
    }
}

impl<T: Keep + Ord> Keep for BTreeSet<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_list(self.iter(), out);
    }
    fn get(bytes: &mut &[u8]) -> Option<BTreeSet<T>> {
        get_list(bytes)
    }
}

impl<K: Keep + Ord + Hash, V: Keep> Keep for HashMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        let mut pairs: Vec<(&K, &V)> = self.iter().collect();
        pairs.sort_unstable_by_key(|(key, _)| *key);
        (pairs.len() as u64).put(out);
        for (key, value) in pairs {
            key.put(out);
            value.put(out);
        }
    }
    fn get(bytes: &mut &[u8]) -> Option<HashMap<K, V>> {
        get_list::<(K, V), _>(bytes)
    }
}

impl<T: Keep + Ord + Hash> Keep for HashSet<T> {
    fn put(&self, out: &mut Vec<u8>) {
        let mut items: Vec<&T> = self.iter().collect();
        items.sort_unstable();
        put_list(items.into_iter(), out);
    }
    fn get(bytes: &mut &[u8]) -> Option<HashSet<T>> {
        get_list(bytes)
    }
}

impl Keep for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_list(self.as_bytes().iter(), out);
    }
    fn get(bytes: &mut &[u8]) -> Option<String> {
        String::from_utf8(Vec::get(bytes)?).ok()
    }
}

/// The portable form of a bitmap.
macro_rules! kept_bitmaps {
    ($($bitmap:ty),*) => {$(
        impl Keep for $bitmap {
            fn put(&self, out: &mut Vec<u8>) {
                (self.serialized_size() as u64).put(out);
                // Writing to memory does not fail; what did not come whole would not read back.
                let _ = self.serialize_into(&mut *out);
            }
            fn get(bytes: &mut &[u8]) -> Option<$bitmap> {
                let len = usize::try_from(u64::get(bytes)?).ok()?;
                let (own, rest) = bytes.split_at_checked(len)?;
                *bytes = rest;
                <$bitmap>::deserialize_from(own).ok()
            }
        }
    )*};
}
kept_bitmaps!(RoaringBitmap, RoaringTreemap);

impl Keep for IpAddr {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            IpAddr::V4(ip) => {
                false.put(out);
                ip.octets().put(out);
            }
            IpAddr::V6(ip) => {
                true.put(out);
                ip.octets().put(out);
            }
        }
    }
    fn get(bytes: &mut &[u8]) -> Option<IpAddr> {
        match bool::get(bytes)? {
            false => Some(Ipv4Addr::from(<[u8; 4]>::get(bytes)?).into()),
            true => Some(Ipv6Addr::from(<[u8; 16]>::get(bytes)?).into()),
        }
    }
}

impl Keep for Outcome {
    fn put(&self, out: &mut Vec<u8>) {
        self.code().put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Outcome> {
        Outcome::from_code(u8::get(bytes)?)
    }
}

impl Keep for ActorKind {
    fn put(&self, out: &mut Vec<u8>) {
        self.code().put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<ActorKind> {
        ActorKind::from_code(u8::get(bytes)?)
    }
}

impl Keep for Whom {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Whom::Unnamed => 0u8.put(out),
            Whom::Subject(subject) => {
                1u8.put(out);
                subject.put(out);
            }
            Whom::Ghost(ghost) => {
                2u8.put(out);
                ghost.put(out);
            }
        }
    }
    fn get(bytes: &mut &[u8]) -> Option<Whom> {
        match u8::get(bytes)? {
            0 => Some(Whom::Unnamed),
            1 => SubjectId::get(bytes).map(Whom::Subject),
            2 => u64::get(bytes).map(Whom::Ghost),
            _ => None,
        }
    }
}

/// What may be said of an issuance, in the order of its codes.
const ISSUED: [Result<IssuedWord, WhyNot>; 10] = [
    Ok(IssuedWord::Yes),
    Ok(IssuedWord::Expired),
    Ok(IssuedWord::No),
    Ok(IssuedWord::CannotSay),
    Err(WhyNot::NoCredential),
    Err(WhyNot::NoFeed),
    Err(WhyNot::FeedGap),
    Err(WhyNot::FeedBehind),
    Err(WhyNot::FeedUnread),
    Err(WhyNot::FeedUnnumbered),
];
kept_of!(Result<IssuedWord, WhyNot>, ISSUED);

kept!(Place { asn, country });
kept!(Passed {
    who,
    route,
    shows,
    source,
    outcome,
    actor_kind,
    actor,
    credential,
    key,
    issuer,
    client,
    ip,
    place,
    issued,
    access,
});

#[cfg(test)]
mod tests {
    use super::*;

    fn again<T: Keep>(value: &T) -> Option<T> {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        let mut left = bytes.as_slice();
        let read = T::get(&mut left);
        // Half of it is no state, and no panic.
        for cut in 0..bytes.len() {
            let mut half = bytes.get(..cut).unwrap_or_default();
            assert!(T::get(&mut half).is_none(), "{cut} of {}", bytes.len());
        }
        read.filter(|_| left.is_empty())
    }

    #[test]
    fn what_is_kept_reads_back() {
        let map: HashMap<u32, Vec<Option<String>>> =
            HashMap::from_iter([(7, vec![Some("seven".to_owned()), None]), (3, Vec::new())]);
        assert_eq!(again(&map), Some(map));
        let bits: RoaringBitmap = (0..5000).step_by(3).collect();
        assert_eq!(again(&(bits.clone(), Millis(-5))), Some((bits, Millis(-5))));
        for ip in ["192.0.2.1", "2001:db8::1"] {
            let ip: Option<IpAddr> = ip.parse().ok();
            assert_eq!(again(&ip), Some(ip));
        }
        for issued in ISSUED {
            assert_eq!(again(&issued), Some(issued));
        }
    }

    #[test]
    fn a_length_that_lies_is_no_state() {
        let mut bytes = Vec::new();
        u64::MAX.put(&mut bytes);
        bytes.extend_from_slice(&[1; 64]);
        assert!(Vec::<u64>::get(&mut bytes.as_slice()).is_none());
        assert!(String::get(&mut bytes.as_slice()).is_none());
    }
}
