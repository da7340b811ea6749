//! How much of what may be cut stands on the sheet and the board's page. Texts are as long as people write them, so only who
//! sets a page knows whether it fits: it is made again with less space until it does. What is cut is counted on it.

/// The space for tables that may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    quarters: usize,
}

impl Space {
    /// As much as a page is made for.
    pub const WHOLE: Space = Space { quarters: 4 };

    /// More than that, for what was cut though there is room, the least first.
    pub const MORE: [Space; 7] = [
        Space { quarters: 5 },
        Space { quarters: 6 },
        Space { quarters: 7 },
        Space { quarters: 8 },
        Space { quarters: 10 },
        Space { quarters: 12 },
        Space { quarters: 16 },
    ];

    /// Less than that, the widest first.
    pub const LESS: [Space; 3] = [
        Space { quarters: 3 },
        Space { quarters: 2 },
        Space { quarters: 1 },
    ];

    /// How many rows stand where at most so many do.
    pub(super) fn rows(self, most: usize) -> usize {
        (most * self.quarters).div_ceil(4)
    }
}
