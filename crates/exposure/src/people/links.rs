//! Which identifiers are one human, as links say: each identifier that is linked, with the smallest to which links
//! lead from it.

use hashbrown::HashMap;

/// See the module. Identifiers are numbers as of [`ledger::SubjectId::to_u64`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    roots: HashMap<u64, u64>,
}

impl Links {
    pub(super) fn new(pairs: &[(u64, u64)]) -> Links {
        let mut forest = Forest::default();
        for (a, b) in pairs {
            forest.link(*a, *b);
        }
        let linked: Vec<u64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let roots = linked.iter().map(|of| (*of, forest.root(*of)));
        Links {
            roots: roots.collect(),
        }
    }

    /// What stands for the human of an identifier: itself, where no link names it.
    #[must_use]
    pub fn root(&self, of: u64) -> u64 {
        self.roots.get(&of).copied().unwrap_or(of)
    }

    /// Whether any link names an identifier.
    pub(super) fn names(&self, of: u64) -> bool {
        self.roots.contains_key(&of)
    }

    /// Every identifier that a link names, with what stands for its human, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.roots.iter().map(|(of, root)| (*of, *root))
    }
}

/// A forest in which each tree is a human.
#[derive(Debug, Default)]
struct Forest {
    parent: HashMap<u64, u64>,
}

impl Forest {
    fn root(&mut self, of: u64) -> u64 {
        let mut at = of;
        while let Some(above) = self.parent.get(&at).copied() {
            at = above;
        }
        // The path is made short, so that long chains of links stay cheap.
        let mut step = of;
        while step != at {
            let above = self.parent.insert(step, at).unwrap_or(at);
            step = above;
        }
        at
    }

    fn link(&mut self, a: u64, b: u64) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parent.insert(a.max(b), a.min(b));
        }
    }
}
