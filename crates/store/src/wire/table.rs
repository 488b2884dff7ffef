//! Tables of stored shapes: a line names the kind, the variant and its fields, and gives both directions at once.
//!
//! Both are matches without a rest, so that a variant without a line, or a field without a place, does not compile.

/// Events of one aggregate.
macro_rules! events {
    ($Event:ident {
        $($kind:literal $variant:ident $({ $($field:ident: $type:ty),* $(,)? })? $(($inner:ident: $inner_type:ty))?,)*
    }) => {
        /// As stored.
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind")]
        pub enum Stored {
            $(#[serde(rename = $kind)]
            $variant {
                v: $crate::wire::form::One,
                $($($field: <$type as $crate::wire::form::Form>::Json,)*)?
                $($inner: <$inner_type as $crate::wire::form::Form>::Json,)?
            },)*
        }

        /// Every kind.
        pub const KINDS: &[&str] = &[$($kind),*];

        /// The kind of an event.
        pub fn kind_of(event: &$Event) -> &'static str {
            match event {
                $($Event::$variant { .. } => $kind,)*
            }
        }

        /// What is written of an event.
        pub fn store(event: &$Event) -> Stored {
            match event {
                $($Event::$variant $({ $($field),* })? $(($inner))? => Stored::$variant {
                    v: $crate::wire::form::One,
                    $($($field: $crate::wire::form::Form::store($field),)*)?
                    $($inner: $crate::wire::form::Form::store($inner),)?
                },)*
            }
        }

        /// The event that was read.
        pub fn load(stored: Stored) -> Result<$Event, closeout_domain::ids::NotAnId> {
            Ok(match stored {
                $(Stored::$variant { v: _, $($($field,)*)? $($inner,)? } => {
                    $($(let $field = $crate::wire::form::Form::load($field)?;)*)?
                    $(let $inner = $crate::wire::form::Form::load($inner)?;)?
                    $Event::$variant $({ $($field),* })? $(($inner))?
                })*
            })
        }
    };
}

/// A value made of fields.
macro_rules! value {
    ($Value:ident as $Stored:ident { $($field:ident: $type:ty),* $(,)? }) => {
        /// As stored.
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub struct $Stored {
            $($field: <$type as $crate::wire::form::Form>::Json,)*
        }

        impl $crate::wire::form::Form for $Value {
            type Json = $Stored;

            fn store(&self) -> $Stored {
                let $Value { $($field),* } = self;
                $Stored { $($field: $crate::wire::form::Form::store($field)),* }
            }

            fn load(json: $Stored) -> Result<Self, closeout_domain::ids::NotAnId> {
                Ok($Value { $($field: $crate::wire::form::Form::load(json.$field)?),* })
            }
        }
    };
}

pub(super) use {events, value};
