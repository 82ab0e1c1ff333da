//! Which Rust types stand for which JSON.

use serde_json::Value;

use super::{Derived, DerivedSlot, Info, IntSlot, List, ListSlot, Model, ObjectSlot, Slot, TextSlot, View};
use crate::{Decimal, Int64};

/// A type that a field may have, inside of an `Option`.
pub trait Json: Sized {
    /// Lends a place to be filled.
    fn slot(place: &mut Option<Self>) -> Slot<'_>;
    /// Lends the value to be written.
    fn value(&self) -> View<'_>;
    /// Lends the value of a place to be written.
    #[inline]
    fn view(place: &Option<Self>) -> View<'_> {
        match place {
            Some(value) => value.value(),
            None => View::Absent,
        }
    }
}

macro_rules! copied {
    ($($ty:ty: $slot:ident, $view:ident;)*) => {$(
        impl Json for $ty {
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::$slot(place)
            }

            fn value(&self) -> View<'_> {
                View::$view((*self).into())
            }
        }
    )*};
}

copied! { bool: Bool, Bool; u8: Int, Int; i8: Int, Int; i16: Int, Int; i32: Int, Int; i64: Int, Int; f64: Float, Float; }

macro_rules! borrowed {
    ($($ty:ty: $slot:ident, $view:ident;)*) => {$(
        impl Json for $ty {
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::$slot(place)
            }

            fn value(&self) -> View<'_> {
                View::$view(self)
            }
        }
    )*};
}

borrowed! { String: String, Text; Value: Any, Any; Decimal: Decimal, Decimal; }

impl Json for Int64 {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Int64(place)
    }

    fn value(&self) -> View<'_> {
        if self.is_quoted() { View::Quoted(self.get()) } else { View::Int(self.get()) }
    }
}

impl<T: TryFrom<i64>> IntSlot for Option<T> {
    fn put(&mut self, number: i64) -> bool {
        *self = T::try_from(number).ok();
        self.is_some()
    }
}

impl<T: for<'a> From<&'a str>> TextSlot for Option<T> {
    #[inline]
    fn put(&mut self, text: &str) {
        *self = Some(T::from(text));
    }
}

impl<T: Model + Default> ObjectSlot for Option<T> {
    #[inline]
    fn open(&mut self) -> &mut dyn Model {
        self.get_or_insert_default()
    }
}

impl<T: Derived> DerivedSlot for Option<T> {
    #[inline]
    fn open(&mut self) -> &mut dyn Model {
        self.get_or_insert_default().open()
    }

    #[inline]
    fn choose(&mut self, odata_type: &str) -> bool {
        match T::of(odata_type) {
            Some(value) => {
                *self = Some(value);
                true
            }
            None => false,
        }
    }
}

// A box on the way hides nothing.
impl<T: Model + ?Sized> Model for Box<T> {
    #[inline]
    fn info(&self) -> &'static Info {
        (**self).info()
    }

    #[inline]
    fn view(&self, index: u16) -> View<'_> {
        (**self).view(index)
    }

    #[inline]
    fn slot(&mut self, index: u16) -> Slot<'_> {
        (**self).slot(index)
    }
}

impl<T: Model + Default> Json for T {
    #[inline]
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Object(place)
    }

    #[inline]
    fn value(&self) -> View<'_> {
        View::Object(self)
    }
}

impl<T: Json> Json for Vec<T> {
    #[inline]
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::List(place)
    }

    #[inline]
    fn value(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Json> List for Vec<T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn element(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Json::value)
    }
}

impl<T: Json> ListSlot for Option<Vec<T>> {
    #[inline]
    fn open(&mut self) {
        *self = Some(Vec::new());
    }

    #[inline]
    fn push(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> bool) {
        let mut place = None;
        if fill(T::slot(&mut place)) {
            self.get_or_insert_default().extend(place);
        }
    }
}

impl<T: Json> ListSlot for Vec<T> {
    fn open(&mut self) {
        self.clear();
    }

    fn push(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> bool) {
        let mut place = None;
        if fill(T::slot(&mut place)) {
            self.extend(place);
        }
    }
}
