//! A payload that other clients fail on: an object inside of an object, in a list, with values in odd forms.

#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test is no library")]

use graphdoc_runtime::{
    Additional, Collection, DateTimeOffset, Int64, Json, Operation, Part, PermissionSet, Permissions, Request, model,
};
use serde_json::{Value, json};

pub struct Presence {
    pub id: Option<String>,
    pub status_message: Option<StatusMessage>,
    pub sequence: Option<Int64>,
    pub confidence: Option<f64>,
    pub additional: Additional,
}

pub struct StatusMessage {
    pub expiry_date_time: Option<DateTimeTimeZone>,
    pub published_date_time: Option<DateTimeOffset>,
    pub additional: Additional,
}

pub struct DateTimeTimeZone {
    pub date_time: Option<DateTimeOffset>,
    pub time_zone: Option<String>,
    pub additional: Additional,
}

model! { Presence "" {
    0 id "id" Key;
    1 status_message "statusMessage" ReadWrite;
    2 sequence "sequenceNumber" ReadWrite;
    3 confidence "confidence" ReadWrite;
} }
model! { StatusMessage "" {
    0 expiry_date_time "expiryDateTime" ReadWrite;
    1 published_date_time "publishedDateTime" ReadWrite;
} }
model! { DateTimeTimeZone "" { 0 date_time "dateTime" ReadWrite; 1 time_zone "timeZone" ReadWrite; } }

struct List;

impl Operation for List {
    type Response = Collection<Presence>;
    type Format = Json;
    const METHOD: &'static str = "GET";
    const SERVICE_ROOT: &'static str = "https://graph.microsoft.com/v1.0";
    const PAGE: &'static str = "https://learn.microsoft.com/graph/api/presence-get";
    const PERMISSIONS: Permissions = Permissions {
        delegated_work: PermissionSet::new(&[]),
        delegated_personal: PermissionSet::new(&[]),
        application: PermissionSet::new(&[]),
    };
}

#[test]
fn odd_values_inside_of_objects_come_back_as_they_came() {
    for text in ["9999-12-31T00:00:00.0000000", "2024-05-06T07:08:09.1234567Z", "2023-03-30T12-01-03.45Z"] {
        let body = json!({
            "id": "1",
            "statusMessage": {"expiryDateTime": {"dateTime": text, "timeZone": "UTC"}, "publishedDateTime": text},
            "sequenceNumber": "9223372036854775807",
            "confidence": "INF",
        });
        let presence: Presence = serde_json::from_value(body.clone()).unwrap();
        let expiry = presence.status_message.as_ref().and_then(|message| message.expiry_date_time.as_ref()).unwrap();
        assert_eq!(expiry.date_time.as_ref().map(DateTimeOffset::as_str), Some(text));
        assert_eq!((presence.sequence.map(Int64::get), presence.confidence), (Some(i64::MAX), Some(f64::INFINITY)));
        assert_eq!(serde_json::to_value(&presence).unwrap(), body);
    }
}

#[test]
fn a_body_that_does_not_fit_names_its_place_its_type_and_the_page() {
    let mut presences = vec![json!({"statusMessage": {"expiryDateTime": {"timeZone": "UTC"}}}); 4];
    presences[3] = json!({"statusMessage": {"expiryDateTime": "2030-01-01 confidential"}});
    let body: Value = json!({ "value": presences });
    let request: Request<List> = Request::new(&[Part::Text("/communications/presences")]);
    let error = request.response(body.to_string().as_bytes()).unwrap_err().to_string();
    for part in ["value[3].statusMessage.expiryDateTime: found a string, expected DateTimeTimeZone", List::PAGE] {
        assert!(error.contains(part), "{error}");
    }
    assert!(!error.contains("confidential"), "{error}");
}
