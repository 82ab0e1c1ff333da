//! What all generated enumerations have in common.

/// Makes an open enumeration of an `enum` that has a variant `UnknownValue(String)`: the table of its members gives it
/// conversions, a text form, and JSON as a string that keeps members the docs do not name.
///
/// Some services send several members as one text, with commas between them. Such a text is an `UnknownValue`;
/// `members` takes it apart, and an iterator of members is collected into one.
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident $wire:literal;)* }) => {
        impl $name {
            /// The documented members, in the order of the documentation.
            pub const DOCUMENTED: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the member in the JSON.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::UnknownValue(text) => text,
                }
            }

            /// The members of a text with commas; of any other, the value itself.
            #[inline]
            pub fn members(&self) -> impl ::std::iter::Iterator<Item = Self> {
                self.as_str().split(',').map(|member| <Self as ::std::convert::From<&str>>::from(member.trim()))
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::UnknownValue(::std::borrow::ToOwned::to_owned(text)),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // Not `Self::Err`: the enumeration may have a member of that name.
            #[inline]
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(<Self as ::std::convert::From<&str>>::from(text))
            }
        }

        impl<'a> ::std::iter::FromIterator<&'a $name> for $name {
            fn from_iter<I: ::std::iter::IntoIterator<Item = &'a $name>>(members: I) -> Self {
                <Self as ::std::convert::From<&str>>::from(&$crate::model::join(members.into_iter().map(Self::as_str)))
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::model::Json for $name {
            #[inline]
            fn slot(place: &mut ::std::option::Option<Self>) -> $crate::model::Slot<'_> {
                $crate::model::Slot::Text(place)
            }

            #[inline]
            fn value(&self) -> $crate::model::View<'_> {
                $crate::model::View::Text(self.as_str())
            }
        }

        impl $crate::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::model::read(deserializer)
            }
        }
    };
}

/// Texts with commas between them.
#[doc(hidden)]
pub fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro is for items that crates export")]
mod tests {
    #[derive(Clone, Debug, PartialEq)]
    pub enum Days {
        Monday,
        Friday,
        UnknownValue(String),
    }

    crate::open_enum! { Days { Monday "monday"; Friday "friday"; } }

    #[test]
    fn a_list_of_members_is_one_text() {
        let both: Days = Days::DOCUMENTED.iter().collect();
        assert_eq!(both, Days::UnknownValue("monday,friday".to_owned()));
        assert_eq!(both.members().collect::<Vec<_>>(), Days::DOCUMENTED);
        let spaced: Days = serde_json::from_str(r#""friday, someday""#).unwrap();
        assert_eq!(spaced.members().collect::<Vec<_>>(), [Days::Friday, Days::UnknownValue("someday".to_owned())]);
        assert_eq!(serde_json::to_string(&spaced).unwrap(), r#""friday, someday""#);
        assert_eq!("friday".parse::<Days>().unwrap().to_string(), "friday");
        assert!(serde_json::from_str::<Days>("1").is_err());
    }
}
