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
    /// The least privileged one; none when the kind of caller is not supported, or when the page does not say
    /// ([`PermissionSet::is_supported`] tells which). Permissions that are needed together are joined with ` and `.
    pub least: Option<&'static str>,
    /// Those that allow more, in the order of the page.
    pub higher: &'static [&'static str],
    /// Whether the page says anything about permissions.
    pub is_documented: bool,
}

/// The permissions for one of the cases that a page tells apart, such as kinds of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermissionCase {
    /// The page's words for the case.
    pub case: &'static str,
    /// Who may call the operation then.
    pub permissions: Permissions,
}

impl Permissions {
    /// Where the page says nothing.
    pub const UNKNOWN: Permissions = Permissions {
        delegated_work: PermissionSet::UNKNOWN,
        delegated_personal: PermissionSet::UNKNOWN,
        application: PermissionSet::UNKNOWN,
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
    /// Where the page says nothing.
    pub const UNKNOWN: PermissionSet = PermissionSet { least: None, higher: &[], is_documented: false };

    /// A set from a list that starts with the least privileged permission. Without any, the kind of caller is not
    /// supported.
    pub const fn new(names: &'static [&'static str]) -> Self {
        match names {
            [] => PermissionSet { least: None, higher: &[], is_documented: true },
            [least, higher @ ..] => PermissionSet { least: Some(least), higher, is_documented: true },
        }
    }

    /// Whether the kind of caller may make the call at all; none when the page does not say.
    pub const fn is_supported(&self) -> Option<bool> {
        if self.is_documented { Some(self.least.is_some()) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_the_same_as_not_supported() {
        assert_eq!(PermissionSet::new(&["Thing.Read", "Thing.Write"]).is_supported(), Some(true));
        assert_eq!(PermissionSet::new(&[]).is_supported(), Some(false));
        assert_eq!(Permissions::UNKNOWN.application.is_supported(), None);
    }
}
