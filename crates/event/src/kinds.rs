//! Small closed lists that rows store as one byte. Codes are part of format version 1.

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* $variant = $code,)* }

        impl $name {
            /// Every value, in the order of the codes.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The byte that rows store.
            #[must_use]
            pub fn code(self) -> u8 { self as u8 }

            /// The value of a stored byte.
            #[must_use]
            pub fn from_code(code: u8) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }

            /// The word used in selections, JSON and documents.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The value of a word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// What came of an access.
    Outcome {
        /// The data was handed out.
        Served = 0 "served",
        /// Refused, or failed before any data was handed out.
        Denied = 1 "denied",
        /// The named subject does not exist.
        Missing = 2 "missing",
    }
}

coded! {
    /// Who the system believed was asking.
    ActorKind {
        /// Nobody was named.
        Anonymous = 0 "anonymous",
        /// A customer.
        Member = 1 "member",
        /// Staff.
        Employee = 2 "employee",
        /// A program with an account of its own.
        Service = 3 "service",
    }
}

coded! {
    /// What a subject is. The status of a member changes over time; the others are for ever.
    SubjectKind {
        /// A customer.
        Member = 0 "member",
        /// A customer put to sleep for want of use.
        Dormant = 1 "dormant",
        /// A former customer whose data is still held.
        Withdrawn = 2 "withdrawn",
        /// Somebody who is no customer but stands in a customer's address book.
        Recipient = 3 "recipient",
        /// Staff.
        Employee = 4 "employee",
        /// Anything else that data is held under.
        Other = 5 "other",
    }
}
