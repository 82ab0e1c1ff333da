//! Restore sessions from end to end: the generated calls through the client, with canned answers in place of the service.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use graph_backup_storage::ErrorKind;
use graph_backup_storage::client::testing::{Canned, json};
use graph_backup_storage::models::{
    AnyRestoreSessionBase, DestinationType, RestoreSessionStatus, SharePointRestoreSession,
    SharePointRestoreSessionUpdate, SiteRestoreArtifact,
};
use graph_backup_storage::requests::{restore_session_base, share_point_restore_session as sessions};

const ROOT: &str = "https://graph.microsoft.com/v1.0/solutions/backupRestore";
const SESSION: &str =
    r##"{"@odata.type": "#microsoft.graph.sharePointRestoreSession", "id": "a/1", "status": "draft"}"##;

/// The request lines that the service got, without the root.
fn lines(canned: &Canned) -> Vec<String> {
    let requests = canned.requests();
    let line = |request: &graph_backup_storage::http::Request<Vec<u8>>| {
        format!("{} {}", request.method(), request.uri().to_string().trim_start_matches(ROOT))
    };
    requests.iter().map(line).collect()
}

#[tokio::test]
async fn a_session_is_created_read_changed_activated_and_deleted() {
    let active = SESSION.replace("draft", "active");
    let canned =
        Canned::new([json(201, SESSION), json(200, SESSION), json(200, SESSION), json(200, &active), json(204, "")]);
    let client = canned.client().unwrap();
    let artifact = SiteRestoreArtifact { destination_type: Some(DestinationType::InPlace), ..Default::default() };
    let draft = SharePointRestoreSession { site_restore_artifacts: Some(vec![artifact]), ..Default::default() };

    let session = sessions::create(&draft).send(&client).await.unwrap();
    let id = session.id.clone().unwrap();
    assert_eq!(session.status, Some(RestoreSessionStatus::Draft));
    let read = restore_session_base::get(&id).send(&client).await.unwrap();
    assert!(matches!(read, AnyRestoreSessionBase::SharePointRestoreSession(read) if *read == session));
    sessions::update(&id, &SharePointRestoreSessionUpdate::from(&session)).send(&client).await.unwrap();
    let active = sessions::activate(&id).send(&client).await.unwrap();
    let AnyRestoreSessionBase::SharePointRestoreSession(active) = active else { panic!("{active:?}") };
    assert_eq!(active.status, Some(RestoreSessionStatus::Active));
    sessions::delete(&id).send(&client).await.unwrap();

    assert_eq!(
        lines(&canned),
        [
            "POST /sharePointRestoreSessions",
            "GET /restoreSessions/a%2F1",
            "PATCH /sharePointRestoreSessions/a%2F1",
            "POST /restoreSessions/a%2F1/activate",
            "DELETE /restoreSessions/a%2F1"
        ]
    );
    let sent = canned.requests();
    let created: serde_json::Value = serde_json::from_slice(sent[0].body()).unwrap();
    assert_eq!(created["siteRestoreArtifacts"][0]["destinationType"], "inPlace");
    assert!(sent.iter().all(|request| request.headers()["authorization"] == "Bearer canned"));
}

#[tokio::test]
async fn sessions_are_listed_over_three_pages() {
    let page = |id: u8, next: Option<&str>| {
        let next =
            next.map(|next| format!(r#", "@odata.nextLink": "{ROOT}/restoreSessions?{next}""#)).unwrap_or_default();
        json(200, &format!(r#"{{"value": [{}]{next}}}"#, SESSION.replace("a/1", &id.to_string())))
    };
    let canned = Canned::new([page(1, Some("$skiptoken=x%2Fy")), page(2, Some("$skiptoken=z")), page(3, None)]);
    let client = canned.client().unwrap();
    let mut all = restore_session_base::list_restore_sessions().select(["id", "status"]).top(1).pager(&client);
    let mut ids = Vec::new();
    while let Some(session) = all.try_next().await.unwrap() {
        let AnyRestoreSessionBase::SharePointRestoreSession(session) = session else { panic!("{session:?}") };
        ids.push(session.id.unwrap());
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(
        lines(&canned),
        [
            "GET /restoreSessions?$select=id,status&$top=1",
            "GET /restoreSessions?$skiptoken=x%2Fy",
            "GET /restoreSessions?$skiptoken=z"
        ]
    );
}

#[tokio::test]
async fn a_refusal_names_the_permission_that_the_page_asks_for() {
    let canned = Canned::new([json(403, r#"{"error": {"code": "accessDenied", "message": "No."}}"#)]);
    let error = sessions::activate("1").send(&canned.client().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("accessDenied")));
    let least = sessions::Activate::PERMISSIONS.application.least.unwrap();
    assert!(error.to_string().contains(least), "{error}");
    assert_eq!(sessions::Activate::PERMISSIONS.delegated_personal.is_supported(), Some(false));
}

#[tokio::test]
async fn an_id_that_would_name_another_resource_is_not_sent() {
    let canned = Canned::new([]);
    let client = canned.client().unwrap();
    for id in ["", ".", ".."] {
        let error = restore_session_base::get(id).send(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Path, "{id:?}");
    }
    assert_eq!(canned.requests().len(), 0);
}

#[test]
fn the_program_of_the_readme_is_the_example() {
    let program = include_str!("../examples/restore_session.rs");
    let program = &program[program.find("use azure_identity").unwrap()..];
    assert!(include_str!("../../README.md").contains(&format!("```rust\n{program}```")));
}
