//! One event of the replay before it is a line: 40 bytes, so that a day of millions fits in memory.

use crate::keys::Key;

/// The pages of the shop that show personal data, as the catalogue names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    MyInfo,
    AddressList,
    AddressEdit,
    OrderList,
    OrderHistory,
    MyInfoTw,
    AddressListTw,
    SupportView,
}

impl Page {
    /// Every page.
    pub(crate) const ALL: [Page; 8] = [
        Page::MyInfo,
        Page::AddressList,
        Page::AddressEdit,
        Page::OrderList,
        Page::OrderHistory,
        Page::MyInfoTw,
        Page::AddressListTw,
        Page::SupportView,
    ];

    /// The name of its route in the catalogue.
    pub(crate) fn route(self) -> &'static str {
        match self {
            Page::MyInfo => "my-info",
            Page::AddressList => "address-list",
            Page::AddressEdit => "address-edit",
            Page::OrderList => "order-list",
            Page::OrderHistory => "order-history",
            Page::MyInfoTw => "my-info-tw",
            Page::AddressListTw => "address-list-tw",
            Page::SupportView => "support-view",
        }
    }

    /// The profile page of a member of either controller.
    pub(crate) fn my_info(second: bool) -> Page {
        if second { Page::MyInfoTw } else { Page::MyInfo }
    }

    /// The address list of a member of either controller.
    pub(crate) fn address_list(second: bool) -> Page {
        if second {
            Page::AddressListTw
        } else {
            Page::AddressList
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A page with personal data was asked for.
    Page(Page),
    /// The marketing export, from the `subject`-th active account on, `aux` accounts.
    Export,
    /// A product page.
    Product,
    /// A search.
    Search,
    /// The list of pages for crawlers.
    Sitemap,
    /// A credential was issued.
    Issued,
    /// A log-in failed.
    Failed,
    /// An account was opened.
    Joined,
    /// An account fell dormant.
    Dormant,
    /// An account was given up.
    Withdrawn,
}

/// As whom it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nobody: no token at all.
    Nobody,
    /// The member `subject`.
    Member,
    /// The employee of this place in [`crate::staff::SUPPORT`].
    Employee(u8),
    /// The nightly support job.
    SupportBatch,
    /// The marketing export.
    Marketing,
    /// The service account of this place in [`crate::staff::SERVICES`].
    Service(u8),
    /// The partner who delivers parcels.
    Partner,
    /// The analyst, [`crate::staff::ANALYST`].
    Analyst,
}

/// The device that logs, and so the sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Device {
    Gateway,
    GatewayLate,
    Auth,
    Accounts,
}

/// One event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// When, in milliseconds UTC.
    pub(crate) time: i64,
    /// The credential used or issued; 0 where there is none.
    pub(crate) credential: u64,
    /// The member number, product or query concerned.
    pub(crate) subject: u32,
    /// From where; see [`crate::networks`].
    pub(crate) ip: u32,
    /// The status code of the answer.
    pub(crate) code: u16,
    /// The address of an address edit, the accounts of an export.
    pub(crate) aux: u16,
    /// What signed the credential.
    pub(crate) key: Key,
    /// The place in [`crate::lines::CLIENTS`].
    pub(crate) client: u8,
    pub(crate) what: What,
    pub(crate) who: Who,
}

const _: () = assert!(size_of::<Item>() <= 40);

impl Item {
    /// A served event without credential, to be filled in.
    pub(crate) fn new(time: i64, what: What, who: Who) -> Item {
        Item {
            time,
            credential: 0,
            subject: 0,
            ip: 0,
            code: 200,
            aux: 0,
            key: Key::of(time),
            client: 0,
            what,
            who,
        }
    }

    /// Whose log it stands in, when it is not of the gateway found late.
    pub(crate) fn device(&self) -> Device {
        match self.what {
            What::Issued | What::Failed => Device::Auth,
            What::Joined | What::Dormant | What::Withdrawn => Device::Accounts,
            _ => Device::Gateway,
        }
    }
}

impl Device {
    /// Its place in arrays.
    pub(crate) fn index(self) -> usize {
        match self {
            Device::Gateway => 0,
            Device::GatewayLate => 1,
            Device::Auth => 2,
            Device::Accounts => 3,
        }
    }

    /// `device.uid`.
    pub(crate) fn uid(self) -> &'static str {
        match self {
            Device::Gateway => "gw-1",
            Device::GatewayLate => "gw-2",
            Device::Auth => "auth-1",
            Device::Accounts => "acct-1",
        }
    }

    /// Its file.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Device::Gateway => "gateway.ndjson",
            Device::GatewayLate => "gateway-late.ndjson",
            Device::Auth => "auth.ndjson",
            Device::Accounts => "accounts.ndjson",
        }
    }
}
