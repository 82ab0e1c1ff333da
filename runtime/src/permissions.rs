//! Who may call an operation: the part of the docs that no other description of the API has.

/// The permissions that the page of an operation names, per kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions {
    /// Delegated, for a user with a work or school account.
    pub delegated_work: PermissionSet,
    /// Delegated, for a user with a personal account.
    pub delegated_personal: PermissionSet,
    /// Application: without a signed-in user.
    pub application: PermissionSet,
}

/// The permissions for one kind of caller. One of them suffices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermissionSet {
    /// The least privileged one; none when the kind of caller is not supported. Permissions that are needed together
    /// are joined with ` and `.
    pub least: Option<&'static str>,
    /// Those that allow more, in the order of the page.
    pub higher: &'static [&'static str],
}

impl Permissions {
    /// Where the page says nothing.
    pub const UNKNOWN: Permissions = Permissions {
        delegated_work: PermissionSet::new(&[]),
        delegated_personal: PermissionSet::new(&[]),
        application: PermissionSet::new(&[]),
    };
}

impl Permissions {
    /// A sentence about the least privileged ones.
    pub(crate) fn least(&self) -> String {
        let callers = [
            ("a work or school account", self.delegated_work.least),
            ("a personal account", self.delegated_personal.least),
            ("an application", self.application.least),
        ];
        let least: Vec<String> =
            callers.iter().filter_map(|(caller, least)| Some(format!("`{}` for {caller}", (*least)?))).collect();
        if least.is_empty() {
            "the page names no permission".to_owned()
        } else {
            format!("the least privileged permission is {}", least.join(", "))
        }
    }
}

impl PermissionSet {
    /// A set from a list that starts with the least privileged permission.
    pub const fn new(names: &'static [&'static str]) -> Self {
        match names {
            [] => PermissionSet { least: None, higher: &[] },
            [least, higher @ ..] => PermissionSet { least: Some(least), higher },
        }
    }

    /// Whether the kind of caller is supported at all.
    pub const fn is_supported(&self) -> bool {
        self.least.is_some()
    }
}
