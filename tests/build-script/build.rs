//! Makes the SDK of the pages.

fn main() -> Result<(), graphdoc::BuildError> {
    graphdoc::build(&graphdoc::Config { docs: vec!["../../docs-input".into()], ..Default::default() })
}
