use std::sync::Arc;

use azure_core::cloud::CustomConfiguration;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::ClientOptions as AzureOptions;
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use graphdoc_runtime::client::{ClientOptions, Endpoint, azure_core};
use graphdoc_runtime::{Client, Error, ErrorKind, Expand, Operation, Part, Request};

use crate::server::{Server, Token, reply, transport};
use crate::things::{self, List, Thing};

#[tokio::test]
async fn things_are_created_read_changed_and_deleted() {
    let server = Server::start(|request| match request.method().as_str() {
        "POST" => reply(201, r#"{"id":"1","size":3}"#),
        "PATCH" | "GET" => reply(200, r#"{"id":"1","size":4}"#),
        _ => reply(204, ""),
    })
    .await;
    let client = server.client();
    let new = Thing { size: Some(3), ..Default::default() };
    let thing = things::create(&new).send(&client).await.unwrap();
    let id = thing.id.unwrap();
    assert_eq!(
        things::update(&id, &Thing { size: Some(4), ..Default::default() }).send(&client).await.unwrap().size,
        Some(4)
    );
    assert_eq!(things::get(&id).send(&client).await.unwrap().size, Some(4));
    things::delete(&id).send(&client).await.unwrap();
    assert_eq!(
        server.lines(),
        ["POST /v1.0/things", "PATCH /v1.0/things/1", "GET /v1.0/things/1", "DELETE /v1.0/things/1"]
    );
}

#[tokio::test]
async fn an_answer_that_may_have_no_body_is_none_without_one() {
    let server = Server::replies([reply(201, r#"{"id":"1","size":3}"#), reply(204, "")]).await;
    let (client, thing) = (server.client(), Thing { size: Some(3), ..Default::default() });
    assert_eq!(
        things::upsert("1", &thing).send(&client).await.unwrap().and_then(|thing| thing.id).as_deref(),
        Some("1")
    );
    assert!(things::upsert("1", &thing).send(&client).await.unwrap().is_none());
}

#[tokio::test]
async fn ids_and_options_arrive_as_they_were_given() {
    let server = Server::start(|_| reply(200, "{}")).await;
    let client = server.client();
    let odd = "a/b#c%d 'e' \u{e9}?&+";
    things::get(odd).send(&client).await.unwrap();
    let all = things::list()
        .select(["id", "size"])
        .expand([Expand::new("parts").select(["id"]).expand(["owner"]), "links".into()])
        .filter("name eq 'a&b'")
        .orderby(["id desc"])
        .search("\"x y\"")
        .top(5)
        .skip(1)
        .count(true)
        .eventual_consistency()
        .query("forgotten", "1+1");
    all.send(&client).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].uri().path(), "/v1.0/things/a%2Fb%23c%25d%20%27e%27%20%C3%A9%3F%26%2B");
    assert_eq!(
        seen[1].uri().query().unwrap().replace("%27", "'").replace("%20", " ").replace("%22", "\""),
        "$select=id,size&$expand=parts($select=id%3B$expand=owner),links&$filter=name eq 'a%26b'&$orderby=id desc\
         &$search=\"x y\"&$top=5&$skip=1&$count=true&forgotten=1%2B1"
    );
    assert_eq!(seen[1].headers().get("consistencylevel").unwrap(), "eventual");
}

#[tokio::test]
async fn one_id_and_a_user_agent_go_with_every_call() {
    let server = Server::start(|_| reply(200, "{}")).await;
    let mut options = server.options();
    options.azure.user_agent.application_id = Some("my-app".to_owned());
    let client = Client::with_options(Arc::new(Token), options).unwrap();
    things::get("1").send(&client).await.unwrap();
    things::get("1").header("client-request-id", "mine").send(&client).await.unwrap();
    let seen = server.seen();
    let header = |at: usize, name: &str| seen[at].headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header(0, "client-request-id"), header(0, "x-ms-client-request-id"));
    assert_eq!([header(1, "client-request-id"), header(1, "x-ms-client-request-id")], ["mine", "mine"]);
    assert!(header(0, "user-agent").starts_with("my-app azsdk-rust-graphdoc-runtime/"), "{}", header(0, "user-agent"));
}

/// A credential of `azure_identity` that signs in at a server of the test.
fn client_secret(server: &Server) -> Arc<ClientSecretCredential> {
    let mut cloud = CustomConfiguration::default();
    cloud.authority_host = server.url("");
    let client_options =
        AzureOptions { transport: Some(transport()), cloud: Some(Arc::new(cloud.into())), ..Default::default() };
    let options = ClientSecretCredentialOptions { client_options };
    ClientSecretCredential::new("tenant", "app".to_owned(), Secret::new("secret-key"), Some(options)).unwrap()
}

#[tokio::test]
async fn azure_identity_signs_in_once_for_many_calls() {
    let authority =
        Server::start(|_| reply(200, r#"{"token_type":"Bearer","expires_in":3600,"access_token":"from-authority"}"#))
            .await;
    let server = Server::start(|_| reply(200, "{}")).await;
    let client = Client::with_options(client_secret(&authority), server.options()).unwrap();
    for result in futures_util::future::join_all((0..20).map(|_| things::get("1").send(&client))).await {
        result.unwrap();
    }
    assert_eq!(authority.lines(), ["POST /tenant/oauth2/v2.0/token"]);
    let form = String::from_utf8(authority.seen()[0].body().clone()).unwrap();
    let scope = format!("scope=https%3A%2F%2Flocalhost%3A{}%2F.default", server.port);
    assert!(form.contains(&scope), "{form}");
    assert!(server.seen().iter().all(|seen| seen.headers().get("authorization").unwrap() == "Bearer from-authority"));
}

#[tokio::test]
async fn a_refused_sign_in_says_so_without_the_secret() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret."}"#;
    let authority = Server::start(move |_| reply(401, body)).await;
    let server = Server::start(|_| reply(200, "{}")).await;
    let client = Client::with_options(client_secret(&authority), server.options()).unwrap();
    let error = things::get("1").send(&client).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert_eq!(error.kind(), ErrorKind::Credential, "{text}");
    assert!(text.contains("AADSTS7000215") && !text.contains("secret-key"), "{text}");
    assert_eq!(server.seen().len(), 0);
}

/// The credentials of `azure_identity` go into a client as they are.
#[test]
fn every_credential_fits() {
    use azure_identity::{AzureCliCredential, DeveloperToolsCredential, ManagedIdentityCredential};
    fn fits(_: Result<Client, Error>) {}
    fits(Client::new(DeveloperToolsCredential::new(None).unwrap()));
    fits(Client::new(AzureCliCredential::new(None).unwrap()));
    fits(Client::new(ManagedIdentityCredential::new(None).unwrap()));
    let any: Arc<dyn TokenCredential> = Arc::new(Token);
    fits(Client::new(any));
}

struct OtherRoot;

impl Operation for OtherRoot {
    type Response = <List as Operation>::Response;
    type Format = <List as Operation>::Format;
    const METHOD: &'static str = "GET";
    const SERVICE_ROOT: &'static str = "https://api.example.com/v2";
    const PAGE: &'static str = "";
    const PERMISSIONS: graphdoc_runtime::Permissions = graphdoc_runtime::Permissions::UNKNOWN;
}

#[tokio::test]
async fn a_call_of_another_api_needs_its_endpoint_named() {
    let call = || Request::<OtherRoot>::new(&[Part::Text("/x?a=1")]);
    let named = ClientOptions { endpoint: Endpoint::China, ..Default::default() };
    for client in [Client::new(Arc::new(Token)), Client::with_options(Arc::new(Token), named)] {
        assert_eq!(call().send(&client.unwrap()).await.unwrap_err().kind(), ErrorKind::Options);
    }
    let server = Server::start(|_| reply(200, "{}")).await;
    let mut options = server.options();
    options.endpoint = Endpoint::Url(server.url("/gateway/"));
    call().send(&Client::with_options(Arc::new(Token), options).unwrap()).await.unwrap();
    assert_eq!(server.lines(), ["GET /gateway/v2/x?a=1"]);
}

#[tokio::test]
async fn a_national_cloud_is_an_endpoint() {
    use graphdoc_runtime::client::testing::{Canned, json};
    let clouds = [
        (Endpoint::Global, "graph.microsoft.com"),
        (Endpoint::UsGovernment, "graph.microsoft.us"),
        (Endpoint::UsGovernmentDod, "dod-graph.microsoft.us"),
        (Endpoint::China, "microsoftgraph.chinacloudapi.cn"),
    ];
    for (endpoint, host) in clouds {
        let canned = Canned::new([json(200, "{}")]);
        let client = canned.client_with(ClientOptions { endpoint, ..Default::default() }).unwrap();
        things::list().send(&client).await.unwrap();
        assert_eq!(canned.requests()[0].uri().to_string(), format!("https://{host}/v1.0/things"));
    }
}

#[test]
fn options_that_cannot_work_are_errors() {
    let with = |change: fn(&mut ClientOptions)| {
        let mut options = ClientOptions::default();
        change(&mut options);
        Client::with_options(Arc::new(Token), options).map(drop).unwrap_err().kind()
    };
    assert_eq!(with(|options| options.endpoint = Endpoint::Url("http://localhost".to_owned())), ErrorKind::Options);
    assert_eq!(with(|options| options.endpoint = Endpoint::Url("https://u:p@h".to_owned())), ErrorKind::Options);
    assert_eq!(with(|options| options.endpoint = Endpoint::Url("graph".to_owned())), ErrorKind::Options);
    assert_eq!(with(|options| options.max_in_flight = 0), ErrorKind::Options);
    assert_eq!(with(|options| options.azure.user_agent.application_id = Some("a b".to_owned())), ErrorKind::Options);
}
