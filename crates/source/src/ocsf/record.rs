//! The attributes that are read, of all classes together, so that one pass suffices. Each object can be
//! filled in two ways that must agree: by a quick scan, and by `serde_json`, which decides.

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess},
};

use super::{
    fill::{Fill, FillMap, Into, Seed, twice},
    scan::{Scan, Scanner},
    value::{Int, Loose, Text},
};

/// Declares objects: each attribute with the key it stands under. An attribute that is given twice
/// is an error, for two readers could then read two different events.
macro_rules! objects {
    ($($(#[$meta:meta])* $name:ident $(<$life:lifetime>)? { $($field:ident: $ty:ty = $key:literal,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub(super) struct $name $(<$life>)? { $(pub(super) $field: $ty,)* }

        impl<'de> Fill<'de> for $name $(<$life>)? {
            fn fill<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_any(Into(self))
            }
        }

        impl<'de> FillMap<'de> for $name $(<$life>)? {
            fn fill_map<A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
                #[expect(non_camel_case_types, reason = "the keys are named as the attributes")]
                #[derive(Clone, Copy, serde::Deserialize)]
                #[serde(field_identifier)]
                enum Key {
                    $(#[serde(rename = $key)] $field,)*
                    #[serde(other)]
                    _Other,
                }
                let mut seen = 0u32;
                while let Some(key) = map.next_key::<Key>()? {
                    let bit = 1u32 << (key as u32);
                    match key {
                        $(Key::$field if seen & bit == 0 => map.next_value_seed(Seed(&mut self.$field))?,)*
                        Key::_Other => drop(map.next_value::<IgnoredAny>()?),
                        _ => return Err(twice()),
                    }
                    seen |= bit;
                }
                Ok(())
            }
        }

        impl<'de> Scan<'de> for $name $(<$life>)? {
            fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
                #[expect(non_camel_case_types, reason = "the bits are named as the attributes")]
                enum Bit { $($field,)* }
                if !from.take(b'{') {
                    return from.null()?.then_some(());
                }
                let (mut first, mut seen) = (true, 0u32);
                while let Some(key) = from.key(&mut first)? {
                    match key {
                        $($key => {
                            let bit = 1u32 << (Bit::$field as u32);
                            if seen & bit != 0 {
                                return None;
                            }
                            seen |= bit;
                            self.$field.scan(from)?;
                        })*
                        _ => from.skip()?,
                    }
                }
                Some(())
            }
        }
    )*};
}

objects! {
    /// One event of any class. `http_status` is what `http_response.code` was in 1.0.
    Record<'de> {
        class_uid: Int = "class_uid",
        activity_id: Int = "activity_id",
        activity_name: Text<'de> = "activity_name",
        status_id: Int = "status_id",
        status: Text<'de> = "status",
        time: Int = "time",
        time_dt: Text<'de> = "time_dt",
        metadata: Metadata<'de> = "metadata",
        device: Device<'de> = "device",
        actor: Actor<'de> = "actor",
        user: User<'de> = "user",
        session: Session<'de> = "session",
        src_endpoint: Endpoint<'de> = "src_endpoint",
        http_request: HttpRequest<'de> = "http_request",
        http_response: HttpResponse = "http_response",
        http_status: Int = "http_status",
        api: Api<'de> = "api",
        database: Named<'de> = "database",
        databucket: Named<'de> = "databucket",
        table: Named<'de> = "table",
        resources: Vec<Resource<'de>> = "resources",
        web_resources: Vec<Resource<'de>> = "web_resources",
        unmapped: Unmapped<'de> = "unmapped",
    }

    Metadata<'de> {
        sequence: Int = "sequence",
        uid: Text<'de> = "uid",
    }

    Device<'de> {
        uid: Text<'de> = "uid",
        hostname: Text<'de> = "hostname",
    }

    Actor<'de> {
        user: User<'de> = "user",
        session: Session<'de> = "session",
    }

    User<'de> {
        uid: Text<'de> = "uid",
        name: Text<'de> = "name",
        email_addr: Text<'de> = "email_addr",
        type_id: Int = "type_id",
        credential_uid: Text<'de> = "credential_uid",
    }

    Session<'de> {
        uid: Text<'de> = "uid",
        credential_uid: Text<'de> = "credential_uid",
        issuer: Text<'de> = "issuer",
        expiration_time: Int = "expiration_time",
    }

    Endpoint<'de> {
        ip: Text<'de> = "ip",
    }

    HttpRequest<'de> {
        http_method: Text<'de> = "http_method",
        url: Url<'de> = "url",
        user_agent: Text<'de> = "user_agent",
    }

    Url<'de> {
        path: Text<'de> = "path",
        query_string: Text<'de> = "query_string",
        url_string: Text<'de> = "url_string",
    }

    HttpResponse {
        code: Int = "code",
    }

    Api<'de> {
        operation: Text<'de> = "operation",
        service: Named<'de> = "service",
    }

    Named<'de> {
        name: Text<'de> = "name",
    }

    Resource<'de> {
        kind: Text<'de> = "type",
        uid: Text<'de> = "uid",
    }
}

/// What no attribute of OCSF holds. It may be anything at all, so nothing in it is an error.
#[derive(Debug, Default)]
pub(super) struct Unmapped<'a> {
    pub(super) kid: Loose<'a>,
    pub(super) columns: Loose<'a>,
    pub(super) records: Loose<'a>,
    pub(super) rows: Loose<'a>,
}

impl<'de> Fill<'de> for Unmapped<'de> {
    fn fill<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(super::fill::Anything(self))
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Kid,
    Columns,
    Records,
    Rows,
    #[serde(other)]
    Other,
}

impl<'de> FillMap<'de> for Unmapped<'de> {
    fn fill_map<A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Kid => self.kid = map.next_value()?,
                Key::Columns => self.columns = map.next_value()?,
                Key::Records => self.records = map.next_value()?,
                Key::Rows => self.rows = map.next_value()?,
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

impl<'de> Scan<'de> for Unmapped<'de> {
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
        if !from.take(b'{') {
            return from.null()?.then_some(());
        }
        let mut first = true;
        while let Some(key) = from.key(&mut first)? {
            match key {
                "kid" => self.kid.scan(from)?,
                "columns" => self.columns.scan(from)?,
                "records" => self.records.scan(from)?,
                "rows" => self.rows.scan(from)?,
                _ => from.skip()?,
            }
        }
        Some(())
    }
}
