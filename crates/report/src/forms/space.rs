//! How much of what may be cut stands on the sheet and the board's page. Texts are as long as people write them, so only who
//! sets a page knows whether it fits: it is made again with less space until it does. What is cut is counted on it.

/// The space for tables that may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    quarters: usize,
}

impl Space {
    /// Every space, the widest first.
    pub const ALL: [Space; 4] = [
        Space { quarters: 4 },
        Space { quarters: 3 },
        Space { quarters: 2 },
        Space { quarters: 1 },
    ];

    /// As much as a page is made for.
    pub const WHOLE: Space = Space { quarters: 4 };

    /// How many rows stand where at most so many do.
    pub(super) fn rows(self, most: usize) -> usize {
        (most * self.quarters).div_ceil(4)
    }
}
