//! All kinds of changes, and the release that each of them needs. Declared once: the verdict, the groups of the output,
//! and `docs/semver.md` are made of this table.

use serde::Serialize;

/// Which part of a version has to change, by the rules of Semantic Versioning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Release {
    /// Nothing that anybody can notice.
    #[default]
    None,
    /// Programs compile and mean the same; something that the crate says is different.
    Patch,
    /// Programs compile and mean the same; there is more than before.
    Minor,
    /// A program that compiled may no longer do so.
    Major,
}

/// The heading of a changelog that a change belongs below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What is gone.
    Removed,
    /// What is different.
    Changed,
    /// What is on its way out.
    Deprecated,
    /// What is new.
    Added,
}

impl Section {
    /// All sections, in the order in which they are read.
    pub const ALL: [Section; 4] = [Section::Removed, Section::Changed, Section::Deprecated, Section::Added];

    /// The heading.
    pub fn heading(self) -> &'static str {
        match self {
            Section::Removed => "Removed",
            Section::Changed => "Changed",
            Section::Deprecated => "Deprecated",
            Section::Added => "Added",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $release:ident $section:ident $headline:literal $reason:literal)*) => {
        /// What happened to a part of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = $headline] $variant,)*
        }

        impl Kind {
            /// All kinds, in the order in which they are told.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// The name in the JSON.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// The release that it needs.
            pub fn release(self) -> Release {
                match self { $(Kind::$variant => Release::$release,)* }
            }

            /// The section of a changelog that it belongs to.
            pub fn section(self) -> Section {
                match self { $(Kind::$variant => Section::$section,)* }
            }

            /// What changes of this kind are called together.
            pub fn headline(self) -> &'static str {
                match self { $(Kind::$variant => $headline,)* }
            }

            /// Why it needs that release.
            pub fn reason(self) -> &'static str {
                match self { $(Kind::$variant => $reason,)* }
            }
        }
    };
}

kinds! {
    AreaRemoved "area-removed" Major Removed "areas removed"
        "The cargo feature is gone; a `Cargo.toml` that names it is refused."
    TypeRemoved "type-removed" Major Removed "types removed"
        "The struct is gone, and fields of its type are untyped JSON."
    PropertyRemoved "property-removed" Major Removed "properties removed"
        "The field is gone, in the struct and in all that derive from it."
    EnumRemoved "enum-removed" Major Removed "enumerations removed"
        "The enum is gone, and fields of its type are untyped JSON."
    MemberRemoved "member-removed" Major Removed "enumeration members removed"
        "The variant is gone. What the service sends is kept in `UnknownValue`."
    OperationRemoved "operation-removed" Major Removed "operations removed"
        "The function and its marker type are gone."
    UrlRemoved "url-removed" Major Removed "URL forms removed"
        "Each form is a function; this one is gone."
    ParameterRemoved "parameter-removed" Major Removed "body parameters removed"
        "The field of the operation's body is gone."
    ItemGone "item-gone" Major Removed "other Rust items gone"
        "A function, a setter, a re-export, a field or a variant is gone or has another name, although the docs still have what it stands for."

    AreaRenamed "area-renamed" Major Changed "areas renamed"
        "The cargo feature has another name. An entry in `[areas]` of the configuration keeps the old one."
    PropertyRetyped "property-retyped" Major Changed "properties retyped"
        "The field has another type."
    BodyChanged "body-changed" Major Changed "request bodies changed"
        "The function takes another argument."
    ParameterRetyped "parameter-retyped" Major Changed "body parameters retyped"
        "The field of the operation's body has another type."
    ResponseChanged "response-changed" Major Changed "answers changed"
        "The call gives another type."
    ItemRetyped "item-retyped" Major Changed "Rust types changed"
        "The docs name the same type, and it is written differently: it became the base of others (`AnyShape` for `Shape`), contains itself now (`Box`), or has got a page (before, it was untyped JSON)."
    SignatureChanged "signature-changed" Major Changed "functions with other arguments"
        "The function takes more or fewer arguments, or others; mostly a parameter of the URL."
    ItemGated "item-gated" Major Changed "items compiled with other features"
        "Who has only the old feature no longer has the item."
    AreaMoved "area-moved" Patch Changed "moved to another area"
        "By itself it takes nothing away; what is no longer compiled with the old feature is told apart."
    PropertyMoved "property-moved" Minor Changed "properties moved to a base type"
        "Inherited properties are fields of the struct itself, so nothing is lost; the base has one more."
    OperationMoved "operation-moved" Patch Changed "operations on another page"
        "The same request stands on a page of another name. Where that changes a name in Rust, it is told apart."
    TypeChanged "type-changed" Patch Changed "types changed"
        "Kind, base, key, open or abstract. What it takes from the struct is told apart."
    PropertyChanged "property-changed" Patch Changed "properties changed"
        "Read-only, required, default, listed values and so on. A setter that is gone is told apart."
    MemberChanged "member-changed" Patch Changed "enumeration members changed"
        "Its number, which only the documentation shows."
    OperationChanged "operation-changed" Patch Changed "operations changed"
        "Method, status codes, headers, query options, who lists it. Where that takes a function away or adds one, it is told apart."
    PermissionsChanged "permissions-changed" Patch Changed "permissions changed"
        "The constant holds other names; a program may have to be granted more."
    Restored "restored" Patch Changed "no longer deprecated"
        "A warning is gone."

    Kept "kept" Minor Deprecated "gone from the docs, kept in the crate"
        "An entry in `removed.toml` keeps it, marked as deprecated."
    Deprecated "deprecated" Minor Deprecated "deprecated"
        "The compiler warns who uses it."

    AreaAdded "area-added" Minor Added "areas added"
        "A new cargo feature, off by default."
    TypeAdded "type-added" Minor Added "types added"
        "A new struct."
    PropertyAdded "property-added" Minor Added "properties added"
        "A new field. Structs are written with `..Default::default()`; that a field may be added at any time is our stated policy."
    EnumAdded "enum-added" Minor Added "enumerations added"
        "A new enum."
    MemberAdded "member-added" Minor Added "enumeration members added"
        "Enums are `#[non_exhaustive]`, so every `match` has a branch for it."
    OperationAdded "operation-added" Minor Added "operations added"
        "A new function."
    UrlAdded "url-added" Minor Added "URL forms added"
        "A new function."
    ParameterAdded "parameter-added" Minor Added "body parameters added"
        "A new field of the operation's body, as with properties."
    ItemAdded "item-added" Minor Added "other Rust items added"
        "A function, a setter, a re-export or an enum over derived types."

    TextChanged "text-changed" None Changed "documentation changed"
        "Only the words are others. They come with the next release, whatever it is."
}

impl Release {
    /// The releases that something can need, the largest first.
    pub const ALL: [Release; 3] = [Release::Major, Release::Minor, Release::Patch];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Release::None => "none",
            Release::Patch => "patch",
            Release::Minor => "minor",
            Release::Major => "major",
        }
    }

    /// The line that says what to do.
    pub fn verdict(self) -> &'static str {
        match self {
            Release::None => "no release needed",
            Release::Patch => "patch release",
            Release::Minor => "minor release",
            Release::Major => "major release",
        }
    }
}

const INTRODUCTION: &str = "# Which release a change of the docs needs

`graphdoc diff` says which part of the version of the generated crate has to change: `major` when a program that compiled may no longer do so,
`minor` when there is more than before, `patch` when only something that the crate says is different. The verdict is that of the change that needs most.
Before 1.0.0, Cargo takes the second number for the first one, so read `major` as the next 0.x.

- The rules are about Rust: what a program that uses the generated crate can notice when it is compiled. That the service behaves differently is
  not their concern.
- Structs have public fields and are written with `..Default::default()`. **A new field is a minor change**, by policy: a program that names all
  fields of a struct, or takes one apart without `..`, may stop compiling. `cargo semver-checks` has another policy and calls such a field
  `constructible_struct_adds_field`.
- Enums are `#[non_exhaustive]`, and keep members that they do not know. A new member is a minor change.
- Most rules look at the docs alone. Some things only the crate shows: the title of a page makes the name of a function, a type that others derive from is
  written `AnyShape`, a type that contains itself gets a `Box`, areas are cargo features. So `diff` makes both crates, compares their public
  items, and tells what no change of the docs has explained already.
- An entry in `removed.toml` keeps what the docs no longer have. Then nothing is gone, and the change is minor.

";

/// The text of `docs/semver.md`, made of the table.
pub fn reference() -> String {
    let mut text = INTRODUCTION.to_owned();
    for release in [Release::Major, Release::Minor, Release::Patch, Release::None] {
        text.push_str(&format!("## {}\n\n", first_upper(release.verdict())));
        text.push_str("| change | name in the JSON | why |\n|---|---|---|\n");
        for kind in Kind::ALL.iter().filter(|kind| kind.release() == release) {
            text.push_str(&format!("| {} | `{}` | {} |\n", kind.headline(), kind.name(), kind.reason()));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The same text with a capital letter first.
pub(super) fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
