//! Values inside events, and the JSON each of them is stored as.

use std::collections::BTreeSet;

use closeout_domain::{
    cadence::{
        agenda::Reason,
        escalation::{Cause, Climb},
        review::Sort,
    },
    deadline::{
        Basis, Counting, Preset, Shift,
        extension::Decider,
        ladder::{Rung, Steps},
        rhythm::Cadence,
    },
    feed::Kind,
    finding::{asset::NameKind, severity::Severity},
    ids::{
        AssetId, Digest, EscalationId, FindingId, ImportId, ItemNumber, NotAnId, PartNumber, PersonId, ReviewId,
        SystemId, TokenId,
    },
    item::{
        check::Check,
        extension::Obstacle,
        origin::{Money, Source},
    },
    mapping::Subject,
    people::Role,
    priority::{Criticality, Priority},
};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _};
use uuid::Uuid;

/// A value that can be stored.
pub trait Form: Sized {
    /// What serde writes and reads for it.
    type Json: Serialize + DeserializeOwned;
    /// What is written.
    fn store(&self) -> Self::Json;
    /// What was read.
    fn load(json: Self::Json) -> Result<Self, NotAnId>;
}

/// The version of a stored shape, here 1. A later one is refused rather than misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct One;

impl Serialize for One {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            n => Err(D::Error::custom(format!("version {n} was written by a newer program"))),
        }
    }
}

/// Stored as it is.
macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Form for $type {
            type Json = Self;
            fn store(&self) -> Self {
                self.clone()
            }
            fn load(json: Self) -> Result<Self, NotAnId> {
                Ok(json)
            }
        }
    )*};
}
plain!(String, bool, u8, u16, u32, u64, Date);

/// Stored as the one value that it wraps.
macro_rules! wrapped {
    ($($type:ident($inner:ty)),*) => {$(
        impl Form for $type {
            type Json = $inner;
            fn store(&self) -> $inner {
                self.0
            }
            fn load(json: $inner) -> Result<Self, NotAnId> {
                Ok(Self(json))
            }
        }
    )*};
}
wrapped!(
    SystemId(Uuid),
    PersonId(Uuid),
    TokenId(Uuid),
    ImportId(Uuid),
    FindingId(Uuid),
    AssetId(Uuid),
    EscalationId(Uuid),
    ReviewId(Uuid)
);
wrapped!(ItemNumber(u32), PartNumber(u16), Money(u64));

/// Stored as its word.
macro_rules! worded {
    ($($type:ty),*) => {$(
        impl Form for $type {
            type Json = String;
            fn store(&self) -> String {
                self.to_string()
            }
            fn load(json: String) -> Result<Self, NotAnId> {
                json.parse()
            }
        }
    )*};
}
worded!(
    Check,
    Decider,
    Obstacle,
    NameKind,
    Digest,
    Role,
    Severity,
    Source,
    Priority,
    Criticality,
    Preset,
    Basis,
    Counting,
    Shift,
    Kind,
    Subject,
    Rung,
    Steps,
    Cause,
    Climb,
    Reason,
    Sort,
    Cadence
);

impl<T: Form> Form for Option<T> {
    type Json = Option<T::Json>;
    fn store(&self) -> Self::Json {
        self.as_ref().map(T::store)
    }
    fn load(json: Self::Json) -> Result<Self, NotAnId> {
        json.map(T::load).transpose()
    }
}

impl<T: Form> Form for Vec<T> {
    type Json = Vec<T::Json>;
    fn store(&self) -> Self::Json {
        self.iter().map(T::store).collect()
    }
    fn load(json: Self::Json) -> Result<Self, NotAnId> {
        json.into_iter().map(T::load).collect()
    }
}

impl<T: Form + Ord> Form for BTreeSet<T> {
    type Json = Vec<T::Json>;
    fn store(&self) -> Self::Json {
        self.iter().map(T::store).collect()
    }
    fn load(json: Self::Json) -> Result<Self, NotAnId> {
        json.into_iter().map(T::load).collect()
    }
}

impl<T: Form> Form for Box<T> {
    type Json = Box<T::Json>;
    fn store(&self) -> Self::Json {
        Box::new((**self).store())
    }
    fn load(json: Self::Json) -> Result<Self, NotAnId> {
        T::load(*json).map(Self::new)
    }
}
