//! An SDK that is made of the pages whenever it is built.

/// The API.
pub mod backup {
    include!(concat!(env!("OUT_DIR"), "/sdk.rs"));
}

#[cfg(test)]
mod tests {
    use super::backup::models::RestorePoint;
    use super::backup::requests::share_point_restore_session as sessions;

    #[test]
    fn its_models_and_requests_are_those_of_the_crate() {
        let request = sessions::activate("1").request().expect("a request");
        assert!(request.uri().path().ends_with("/activate"));
        let point: RestorePoint = graphdoc_runtime::serde_json::from_str(r#"{"id":"1","new":2}"#).expect("a model");
        assert_eq!((point.id.as_deref(), point.additional.len()), (Some("1"), 1));
    }
}
