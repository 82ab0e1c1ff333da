//! A small API as generated code would have it.

use graphdoc_runtime::{
    Additional, Bytes, Collection, Empty, Json, Operation, OptionalJson, Part, PermissionSet, Permissions, Request,
};

pub struct Thing {
    pub id: Option<String>,
    pub size: Option<i32>,
    pub additional: Additional,
}

graphdoc_runtime::model! { Thing "" { 0 id "id" Key; 1 size "size" ReadWrite; } }

macro_rules! operations {
    ($($name:ident: $method:literal -> $response:ty as $format:ty;)*) => {$(
        pub struct $name;
        impl Operation for $name {
            type Response = $response;
            type Format = $format;
            const METHOD: &'static str = $method;
            const SERVICE_ROOT: &'static str = "https://graph.microsoft.com/v1.0";
            const PAGE: &'static str = concat!("https://example.com/docs/", stringify!($name));
            const PERMISSIONS: Permissions = Permissions {
                delegated_work: PermissionSet::new(&["Thing.Read", "Thing.ReadWrite"]),
                delegated_personal: PermissionSet::new(&[]),
                application: PermissionSet::new(&["Thing.Read.All"]),
            };
        }
    )*};
}

operations! {
    List: "GET" -> Collection<Thing> as Json;
    Get: "GET" -> Thing as Json;
    Create: "POST" -> Thing as Json;
    Update: "PATCH" -> Thing as Json;
    Upsert: "PUT" -> Option<Thing> as OptionalJson;
    Delete: "DELETE" -> () as Empty;
    Content: "GET" -> Vec<u8> as Bytes;
    PutContent: "PUT" -> Thing as Json;
}

pub fn list() -> Request<List> {
    Request::new(&[Part::Text("/things")])
}

pub fn get(id: &str) -> Request<Get> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id)])
}

pub fn create(body: &Thing) -> Request<Create> {
    Request::new(&[Part::Text("/things")]).json(body)
}

pub fn update(id: &str, body: &Thing) -> Request<Update> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id)]).json(body)
}

pub fn upsert(id: &str, body: &Thing) -> Request<Upsert> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id)]).json(body)
}

pub fn delete(id: &str) -> Request<Delete> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id)])
}

pub fn content(id: &str) -> Request<Content> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id), Part::Text("/content")])
}

pub fn put_content(id: &str) -> Request<PutContent> {
    Request::new(&[Part::Text("/things/"), Part::Segment(id), Part::Text("/content")])
}
