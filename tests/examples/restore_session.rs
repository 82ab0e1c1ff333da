//! Builds the request that creates a restore session, and tells which permission it needs.

#![expect(clippy::print_stdout, reason = "an example prints")]

use graph_backup_storage::models::{DestinationType, RestorePoint, SharePointRestoreSession, SiteRestoreArtifact};
use graph_backup_storage::requests::share_point_restore_session as sessions;

fn main() -> Result<(), graph_backup_storage::Error> {
    let point = RestorePoint { id: Some("8f0c2f31-6d5a-4a53-9b1e-6f1f7a0c2d11".to_owned()), ..Default::default() };
    let artifact = SiteRestoreArtifact {
        restore_point: Some(point),
        destination_type: Some(DestinationType::InPlace),
        ..Default::default()
    };
    let draft = SharePointRestoreSession { site_restore_artifacts: Some(vec![artifact]), ..Default::default() };

    let request = sessions::create(&draft).request()?; // an http::Request<Vec<u8>>: send it with any client
    println!("{} {}", request.method(), request.uri());
    println!("{}", String::from_utf8_lossy(request.body()));
    println!("needs {:?}", sessions::Create::PERMISSIONS.application.least); // only the docs know this
    Ok(())
}
