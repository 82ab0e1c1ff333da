//! Lists the restore sessions of a tenant and creates another one.

#![expect(clippy::print_stdout, reason = "an example prints")]

use azure_identity::DeveloperToolsCredential;
use graph_backup_storage::Client;
use graph_backup_storage::models::{DestinationType, RestorePoint, SharePointRestoreSession, SiteRestoreArtifact};
use graph_backup_storage::requests::{restore_session_base, share_point_restore_session as sessions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(DeveloperToolsCredential::new(None)?)?; // signs in as the Azure CLI does
    let mut all = restore_session_base::list_restore_sessions().select(["id", "status"]).top(50).pager(&client);
    while let Some(session) = all.try_next().await? {
        println!("{:?} is {:?}", session.to_base().id, session.to_base().status); // a list of sessions of several types
    }
    let point = RestorePoint { id: Some("8f0c2f31-6d5a-4a53-9b1e-6f1f7a0c2d11".to_owned()), ..Default::default() };
    let artifact = SiteRestoreArtifact {
        restore_point: Some(point),
        destination_type: Some(DestinationType::InPlace),
        ..Default::default()
    };
    let draft = SharePointRestoreSession { site_restore_artifacts: Some(vec![artifact]), ..Default::default() };
    let session = sessions::create(&draft).send(&client).await?; // needs sessions::Create::PERMISSIONS
    println!("{:?} is created", session.id);
    Ok(())
}
