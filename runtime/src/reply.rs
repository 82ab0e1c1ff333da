//! The shapes that OData gives to answers.

use crate::Additional;
use crate::model::{Access, FieldInfo, Info, Json, Model, Slot, View};

/// One page of a collection.
#[derive(Clone)]
pub struct Collection<T> {
    /// The elements.
    pub value: Vec<T>,
    /// Where the next page is, if there is one.
    pub next_link: Option<String>,
    /// Where to ask later for what has changed.
    pub delta_link: Option<String>,
    /// How many elements all pages have together, if the request asked for it.
    pub count: Option<i64>,
    /// What else the answer says.
    pub additional: Additional,
}

/// A single value that is no object: `{"value": ...}`.
#[derive(Clone)]
pub struct Scalar<T> {
    /// The value.
    pub value: Option<T>,
    /// What else the answer says.
    pub additional: Additional,
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        let (value, additional) = (Vec::new(), Additional::default());
        Collection { value, next_link: None, delta_link: None, count: None, additional }
    }
}

impl<T> Default for Scalar<T> {
    fn default() -> Self {
        Scalar { value: None, additional: Additional::default() }
    }
}

const fn field(index: u16, name: &'static str) -> FieldInfo {
    FieldInfo { index, name, access: Access::ReadWrite }
}

impl<T: Json> Model for Collection<T> {
    fn info(&self) -> &'static Info {
        const {
            &Info {
                name: "Collection",
                odata_type: "",
                fields: &[
                    field(0, "value"),
                    field(1, "@odata.nextLink"),
                    field(2, "@odata.deltaLink"),
                    field(3, "@odata.count"),
                ],
            }
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => View::List(&self.value),
            1 => Json::view(&self.next_link),
            2 => Json::view(&self.delta_link),
            3 => Json::view(&self.count),
            _ => View::Additional(&self.additional),
        }
    }

    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => Slot::List(&mut self.value),
            1 => Json::slot(&mut self.next_link),
            2 => Json::slot(&mut self.delta_link),
            3 => Json::slot(&mut self.count),
            _ => Slot::Additional(&mut self.additional),
        }
    }
}

impl<T: Json> Model for Scalar<T> {
    fn info(&self) -> &'static Info {
        const { &Info { name: "Scalar", odata_type: "", fields: &[field(0, "value")] } }
    }

    fn view(&self, index: u16) -> View<'_> {
        if index == 0 { Json::view(&self.value) } else { View::Additional(&self.additional) }
    }

    fn slot(&mut self, index: u16) -> Slot<'_> {
        if index == 0 { Json::slot(&mut self.value) } else { Slot::Additional(&mut self.additional) }
    }
}

crate::json_type!(Collection<T> where T: Json);
crate::json_type!(Scalar<T> where T: Json);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_it_does_not_know() {
        let text = r#"{"value":[1],"@odata.nextLink":"https://x/y","@odata.context":"c"}"#;
        let page: Collection<i32> = serde_json::from_str(text).unwrap();
        assert_eq!(page.next_link.as_deref(), Some("https://x/y"));
        assert_eq!(serde_json::to_string(&page).unwrap(), text);
        let link =
            r#"{"value":[],"@odata.nextLink":"https://x/y?$skiptoken=secret","@x.downloadUrl":"https://x?sig=secret"}"#;
        let page: Collection<i32> = serde_json::from_str(link).unwrap();
        let shown = format!("{page:?} {:?}", page.additional);
        assert!(shown.contains("https://x/y\"") && !shown.contains("secret"), "{shown}");
        let empty: Collection<i32> = serde_json::from_str(r#"{"value":null}"#).unwrap();
        assert_eq!(empty, Collection::default());
    }
}
