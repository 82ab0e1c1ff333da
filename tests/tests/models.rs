//! What a user relies on in every model: nothing that a service leaves out, empties or invents makes reading fail, and
//! nothing is lost.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use graph_backup_storage::models::*;
use graph_backup_storage::requests::share_point_restore_session as sessions;
use graphdoc_runtime::{Collection, Int64, Model};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Runs a check for every type of a kind, and gives their names.
macro_rules! each {
    ($check:ident: $($name:ident)*) => {{
        $($check::<$name>();)*
        BTreeSet::from([$(stringify!($name)),*])
    }};
}

trait Data: Default + Clone + Debug + PartialEq + Serialize + DeserializeOwned {}
impl<T: Default + Clone + Debug + PartialEq + Serialize + DeserializeOwned> Data for T {}

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{}: {error}", std::any::type_name::<T>()))
}

fn survives<T: Data>(value: Value) {
    let model = read::<T>(value.clone());
    assert_eq!(serde_json::to_value(model.clone()).ok().as_ref(), Some(&value), "{}", std::any::type_name::<T>());
    assert_eq!(serde_json::to_value(model).ok(), Some(value), "{}", std::any::type_name::<T>());
}

fn a_model<T: Data + Model>() {
    survives::<T>(json!({}));
    let info = T::default().info();
    let nulls: Value = info.fields.iter().map(|field| (field.name.to_owned(), Value::Null)).collect();
    assert_eq!(read::<T>(nulls), T::default(), "{}", info.name);
    survives::<T>(json!({"@odata.type": "#x.y", "newer": {"a": [1, null, 2.5]}, "extra@odata.bind": "https://x"}));
}

fn an_enumeration<T: Clone + Debug + Display + PartialEq + Serialize + DeserializeOwned + for<'a> From<&'a str>>() {
    for text in ["inventedMember", "", "a,b", "unknownFutureValue"] {
        let value: T = read(json!(text));
        assert_eq!((value.to_string(), serde_json::to_value(&value).ok()), (text.to_owned(), Some(json!(text))));
        assert_eq!(value, T::from(text));
    }
}

#[test]
fn every_type_takes_what_is_missing_null_or_new() {
    let models = each! { a_model:
        ArtifactQuery BackupRestoreRoot BrowseQueryResponseItem BrowseSessionBase DriveProtectionRule
        DriveProtectionUnit DriveProtectionUnitsBulkAdditionJob DriveRestoreArtifact
        DriveRestoreArtifactsBulkAdditionRequest ExchangeProtectionPolicy ExchangeRestoreSession
        GranularDriveRestoreArtifact GranularMailboxRestoreArtifact GranularRestoreArtifactBase
        GranularSiteRestoreArtifact Identity IdentitySet MailboxProtectionRule MailboxProtectionUnit
        MailboxProtectionUnitsBulkAdditionJob MailboxRestoreArtifact MailboxRestoreArtifactsBulkAdditionRequest
        OneDriveForBusinessBrowseSession OneDriveForBusinessProtectionPolicy OneDriveForBusinessRestoreSession
        ProtectionPolicyBase ProtectionRuleBase ProtectionUnitBase ProtectionUnitsBulkJobBase PublicError
        PublicErrorDetail PublicInnerError RestoreArtifactBase RestoreArtifactsBulkRequestBase RestorePoint
        RestorePointSearchResponse RestorePointSearchResult RestoreSessionArtifactCount RestoreSessionBase
        RetentionSetting ServiceApp ServiceStatus SharePointBrowseSession SharePointProtectionPolicy
        SharePointRestoreSession SiteProtectionRule SiteProtectionUnit SiteProtectionUnitsBulkAdditionJob
        SiteRestoreArtifact SiteRestoreArtifactsBulkAdditionRequest TimePeriod
    };
    let enumerations = each! { an_enumeration:
        ArtifactRestoreStatus BackupServiceConsumer BackupServiceStatus BrowsableResourceType BrowseQueryOrder
        BrowseQueryResponseItemType BrowseSessionStatus DestinationType DisableReason ProtectionPolicyStatus
        ProtectionRuleStatus ProtectionSource ProtectionUnitStatus ProtectionUnitsBulkJobStatus RestorableArtifact
        RestoreArtifactsBulkRequestStatus RestoreJobType RestorePointPreference RestorePointTags RestoreSessionStatus
        ServiceAppStatus
    };
    let all: BTreeSet<&str> = models.union(&enumerations).copied().collect();
    let exported = include_str!("../../generated/src/models/mod.rs").split(|c: char| !c.is_ascii_alphanumeric());
    let is_type =
        |name: &&str| name.starts_with(char::is_uppercase) && !name.starts_with("Any") && !name.ends_with("Update");
    let comment = |name: &&str| ["The", "API"].contains(name);
    let exported: BTreeSet<&str> = exported.filter(is_type).filter(|name| !comment(name)).collect();
    assert_eq!(all, exported);
}

#[test]
fn what_derives_is_known_by_its_tag_and_a_new_one_keeps_everything() {
    let page = json!({"value": [
        {"@odata.type": "#microsoft.graph.siteProtectionUnit", "siteName": "A"},
        {"id": "1", "driveId": "2", "@odata.type": "#microsoft.graph.driveProtectionUnit"},
        {"@odata.type": "#microsoft.graph.inventedUnit", "id": "3", "new": true},
        {"id": "4", "siteName": "B"},
    ]});
    let read: Collection<AnyProtectionUnitBase> = read(page.clone());
    assert!(
        matches!(&read.value[0], AnyProtectionUnitBase::SiteProtectionUnit(unit) if unit.site_name.as_deref() == Some("A"))
    );
    assert!(matches!(&read.value[1], AnyProtectionUnitBase::DriveProtectionUnit(unit)
        if unit.id.as_deref() == Some("1") && unit.additional.odata_type() == Some("#microsoft.graph.driveProtectionUnit")));
    assert!(matches!(&read.value[2], AnyProtectionUnitBase::ProtectionUnitBase(unit)
        if unit.id.as_deref() == Some("3") && unit.additional["new"] == true));
    assert!(matches!(&read.value[3], AnyProtectionUnitBase::ProtectionUnitBase(_)));
    assert_eq!(serde_json::to_value(&read).ok(), Some(page));
    let made = AnyProtectionUnitBase::from(SiteProtectionUnit::default());
    assert_eq!(serde_json::to_value(made).ok(), Some(json!({"@odata.type": "#microsoft.graph.siteProtectionUnit"})));
}

#[test]
fn odd_values_come_back_as_they_came() {
    for text in ["9999-12-31T00:00:00.0000000", "2023-03-30T12-01-03.45Z", "2024-05-06T07:08:09.1234567Z", ""] {
        survives::<RestorePoint>(json!({"protectionDateTime": text}));
    }
    survives::<Collection<String>>(json!({"value": [null, "a", null, null, "b", null]}));
    survives::<Collection<Int64>>(json!({"value": ["9007199254740993", 5]}));
    survives::<Collection<f64>>(json!({"value": ["INF", "-INF", "NaN", 5, 2.5]}));
    survives::<SharePointRestoreSession>(json!({"siteRestoreArtifacts": [null, {"id": "1"}]}));
}

#[test]
fn what_does_not_fit_is_told_by_path_and_type_and_not_by_content() {
    let body =
        r#"{"value": [{}, {"siteRestoreArtifacts": [{"restorePoint": {"tags": "x", "protectionUnit": "secret"}}]}]}"#;
    let error = serde_json::from_str::<Collection<SharePointRestoreSession>>(body).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "value[1].siteRestoreArtifacts[0].restorePoint.protectionUnit: found a string, expected ProtectionUnitBase"
        ),
        "{error}"
    );
    assert!(!error.contains("secret"));
}

#[test]
fn links_and_annotations_have_names() {
    let mut session = SharePointRestoreSession::default();
    session.additional.bind("restorePoint", "https://x/1");
    session.additional.bind_all("units", ["https://x/2", "https://x/3"]);
    session.additional.set_odata_type("#microsoft.graph.sharePointRestoreSession");
    assert_eq!(session.additional.links("units"), ["https://x/2", "https://x/3"]);
    let fetched: RestorePoint = read(json!({"@odata.etag": "W/1", "parts@odata.nextLink": "https://x/4"}));
    assert_eq!((fetched.additional.etag(), fetched.additional.next_link("parts")), (Some("W/1"), Some("https://x/4")));
}

#[test]
fn a_fetched_object_is_sent_without_what_the_service_wrote() {
    let mut fetched: SharePointRestoreSession = read(json!({
        "@odata.context": "c", "@odata.etag": "e", "error": null, "mine": 1,
        "siteRestoreArtifacts": [{"restorePoint": {"@odata.etag": "e", "id": "1"}}],
    }));
    fetched.additional.insert("completedDateTime".to_owned(), Value::Null);
    let body = sessions::create(&fetched).request().map(|request| request.into_body()).unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    assert_eq!(body["siteRestoreArtifacts"], json!([{"restorePoint": {"id": "1"}}]));
    assert_eq!((&body["mine"], body.get("completedDateTime")), (&json!(1), Some(&Value::Null)));
    assert!(body.get("@odata.context").is_none() && body.get("@odata.etag").is_none() && body.get("error").is_none());
}

fn sent(changes: &SharePointRestoreSessionUpdate) -> String {
    let request = sessions::update("1", changes).request().map(|request| request.into_body()).unwrap_or_default();
    String::from_utf8_lossy(&request).into_owned()
}

#[test]
fn a_change_tells_unset_null_and_a_value_apart() {
    let changes = SharePointRestoreSessionUpdate::default;
    assert_eq!(sent(&changes()), "{}");
    assert_eq!(sent(changes().set_id("x")), r#"{"id":"x"}"#);
    assert_eq!(sent(changes().set_id("x").set_id(None)), r#"{"id":null}"#);
    assert_eq!(sent(changes().set_status(RestoreSessionStatus::Draft)), r#"{"status":"draft"}"#);
    assert_eq!(sent(changes().set_status(None)), r#"{"status":null}"#);
    assert_eq!(sent(changes().set_site_restore_artifacts(None)), r#"{"siteRestoreArtifacts":null}"#);
    let none_left = Vec::<SiteRestoreArtifact>::new();
    assert_eq!(sent(changes().set_site_restore_artifacts(none_left)), r#"{"siteRestoreArtifacts":[]}"#);
    let mut newer = changes();
    newer.changes.set("newer", Some(true));
    assert_eq!(sent(&newer), r#"{"newer":true}"#);
}

#[test]
fn a_fetched_object_sent_back_as_a_change_has_no_null_and_no_annotation() {
    let fetched = json!({"@odata.context": "c", "@odata.etag": "e", "error": null, "id": "1", "mine": 1});
    let fetched: SharePointRestoreSession = read(fetched);
    let mut changes = SharePointRestoreSessionUpdate::from(&fetched);
    assert_eq!(sent(&changes), r#"{"id":"1","mine":1}"#);
    assert_eq!(sent(changes.set_id(None)), r#"{"id":null,"mine":1}"#);
}
