//! The rules in words: why a claim counts where it does, and why it does not where another is stronger.

/// One rule, from both sides.
pub(super) struct Rule {
    /// Where the claim decides.
    pub(super) counts: &'static str,
    /// Where the schema has something else.
    pub(super) yields: &'static str,
}

const fn rule(counts: &'static str, yields: &'static str) -> Rule {
    Rule { counts, yields }
}

/// A second place that says what the first one says.
pub(super) const AGREES: &str = "says the same";

/// What an entry in a file of removals says.
pub(super) const KEPT: &str = "the docs no longer have it, and the entry keeps it";

/// What stands for a value that the schema does not have.
pub(super) const NOTHING: &str = "none";

/// A placeholder that stands for a text, where the table knows more: no disagreement.
pub(super) const PLAIN_TEXT: Rule =
    rule("the representation counts where the table names no type", "on the wire it is a text; the table says which");

// Names and what belongs to a page.
pub(super) const ANNOTATED_NAME: Rule =
    rule("the annotation names the type", "the title has the better case, or another page declares the type");
pub(super) const TITLED_NAME: Rule =
    rule("the title names the type, or tells its case", "the annotation counts before the title");
pub(super) const HEADING_NAME: Rule = rule(
    "the heading over the members names the enumeration",
    "no property is of this type; the one that lists the members names it",
);
pub(super) const LISTED_NAME: Rule =
    rule("the property that lists the values names the enumeration", "another spelling counts");
pub(super) const NAME_IS_KEPT: &str = "the first spelling of a name counts";
pub(super) const FIRST_PAGE: Rule = rule("the first page that says it counts", "an earlier page counts");
pub(super) const OWN_PAGE: Rule = rule("the page says it", "the schema has it otherwise");
pub(super) const OF_THE_PAGE: &str = "it is taken from the page as a whole";

pub(super) const DESCRIBED: Rule = rule("the page describes it", "other pages describe it");
pub(super) const FIXUP: Rule = rule("a fixup counts before all pages", "a fixup counts before all pages");

// Types.
pub(super) const KEY_IS_IDENTITY: Rule =
    rule("a key makes an entity", "the page shows no such property, or the type is a part of others");
pub(super) const METHODS_ARE_IDENTITY: Rule =
    rule("a type with methods is an entity", "what is only a part of other values has no identity");
pub(super) const RELATIONSHIPS_ARE_IDENTITY: Rule =
    rule("a type with relationships is an entity", "what is only a part of other values has no identity");
pub(super) const TARGET_IS_IDENTITY: Rule =
    rule("what a relationship leads to is an entity", "what is only a part of other values has no identity");
pub(super) const IDENTIFIER_IS_IDENTITY: Rule =
    rule("an identifier makes an entity", "what is only a part of other values has no identity");
pub(super) const PART_IS_COMPLEX: Rule =
    rule("a part of other values has no identity of its own", "it has an identity of its own beside this use");
pub(super) const HIERARCHY: &str = "a hierarchy is of one kind";
pub(super) const NO_IDENTITY: &str = "nothing gives its values an identity";
pub(super) const STATED_BASE: Rule = rule(
    "the sentence counts before the annotation",
    "the annotation denies a base, the sentence names no documented type, or the bases would form a circle",
);
pub(super) const ANNOTATED_BASE: Rule = rule(
    "the annotation counts where no sentence names a documented base",
    "there is no such type, or the sentence counts before the annotation",
);
pub(super) const LISTED_BASE: Rule =
    rule("a list of derived types counts where the type itself names no base", "what the type says of itself counts");
pub(super) const SHOWN_BASE: Rule = rule(
    "an example shows it in the place of that type, and it has all the properties of it",
    "the pages name another base",
);
pub(super) const NOTED_BASE: Rule = rule(
    "the nearest type that inherited rows name is the base",
    "an ancestor further up, or the type itself names its base",
);
pub(super) const SHORT_BASE: &str = "there is no type of the annotated name; the one with the same short name is taken";
pub(super) const ROOT: &str = "an entity without a base derives from the root, the base that keyed types name most";
pub(super) const NO_BASE: &str = "no source names a base that can be taken";
pub(super) const ABSTRACT: Rule = rule("a sentence or the annotation calls the type abstract", "another source counts");
pub(super) const OPEN: Rule =
    rule("the annotation or a sentence says it", "another page or the representation says otherwise");
pub(super) const SAMPLE_KEYS: &str = "the representation has keys that are samples, as open types have";

// Properties.
pub(super) const TABLE_NAME: Rule = rule("the table counts before the representation", "an earlier row counts");
pub(super) const JSON_NAME: Rule = rule("the representation shows it, and no table lists it", TABLE_NAME.counts);
pub(super) const TABLE_TYPE: Rule =
    rule("the table counts before the representation", "another row or a stronger source counts");
pub(super) const JSON_TYPE: Rule =
    rule("the representation counts where the table names no type", "the table counts before the representation");
pub(super) const DERIVED_TABLE: Rule =
    rule("a page of a derived type tells it", "the page of the type that declares the property counts");
pub(super) const URL_TYPE: Rule =
    rule("the operation at the end of the path tells what stands there", "the tables count before the URLs");
pub(super) const JSON_NARROWS: Rule = rule(
    "the table says text, and the representation says which kind of text",
    "the table counts before the representation",
);
pub(super) const JSON_IS_ONE: Rule =
    rule("the table says several texts, and the representation shows one without an array", TABLE_TYPE.counts);
pub(super) const BY_VALUES: &str = "a text whose values are the members of an enumeration is of that type";
pub(super) const ANY_VALUE: &str = "no source names a type: any JSON value";
pub(super) const RELATIONSHIP: Rule =
    rule("a row of a relationships table is a relationship", "the page of the type that declares it counts");
pub(super) const PROPERTY: Rule =
    rule("a row of a properties table is a property", "a relationships table or a URL counts before it");
pub(super) const ROW_SAYS: Rule =
    rule("the sentences of the row say it", "the row on the page of the type that declares it counts");
pub(super) const LISTED_VALUES: Rule =
    rule("the values that the sentence lists", "an enumeration, or a list of the same page, counts before it");
pub(super) const SHOWN_VALUES: Rule =
    rule("the values that the representation shows", "the values that the table lists count before it");

// Enumerations.
pub(super) const DECLARED_MEMBERS: Rule =
    rule("a table of members counts before lists in sentences", "all members of all tables count");
pub(super) const LIST_OF_MEMBERS: Rule =
    rule("a list in a sentence counts where no table declares the members", "a table of members counts before it");
pub(super) const ALL_MEMBERS: &str = "all members of all declarations count, each once";
pub(super) const MEMBER: Rule = rule("the first declaration counts", "an earlier declaration counts");

// Operations.
pub(super) const KIND_BY_METHOD: Rule = rule("the method decides", "the end of the path says more than the method");
pub(super) const KIND_BY_FILE: Rule =
    rule("the file name says it where the method leaves it open", "the method and the end of the path count before it");
pub(super) const KIND_BY_TITLE: Rule =
    rule("the title says it where the file name does not", "the URL and the file name count before the title");
pub(super) const KIND_BY_URL: Rule =
    rule("the end of the path tells what is called", "the file name or the method counts");
pub(super) const KIND_LEFT: &str = "what the method and the end of the path leave, where the words name nothing else";
pub(super) const RESOURCE_BY_FILE: Rule =
    rule("the file name starts with the name of the resource's page", "a longer beginning counts");
pub(super) const RESOURCE_BY_METHODS: Rule =
    rule("the first Methods table that lists the page counts where the file name names no resource", LISTED_TOO.counts);
pub(super) const LISTED_TOO: Rule = rule("its Methods table lists the page", "the file name counts before it");
pub(super) const SAME_REQUEST: Rule =
    rule("its request line is the same but for the names of parameters", "another request line counts");
pub(super) const CALL_NAME: Rule = rule("the end of the path is the call", "the first request line counts");
pub(super) const BINDING: Rule =
    rule("the path before the call leads to it", "a more general type, or the resource of the page, covers it");
pub(super) const BINDING_BY_FILE: &str =
    "the resource of the page: no path leads to a documented type, or all that they lead to derive from it";
pub(super) const NO_BODY_METHOD: Rule = rule("a request with this method has no body", OWN_PAGE.yields);
pub(super) const NO_BODY_SAID: Rule = rule("the sentence says it", "a table or a JSON block shows a body");
pub(super) const BODY_OBJECT: Rule =
    rule("the sentence names the object", "an action takes what its table lists, or the URL decides");
pub(super) const BODY_TABLE: Rule = rule("the table lists the parameters", "the table lists properties of the object");
pub(super) const BODY_JSON: Rule =
    rule("the JSON block shows the parameters", "a table or a sentence counts before the JSON block");
pub(super) const BODY_REFERENCE: Rule = rule("a path that ends in `$ref` takes a reference", OWN_PAGE.yields);
pub(super) const BODY_REFERENCE_SAID: Rule = rule("the sentences speak of a reference", "what the page shows counts");
pub(super) const BODY_BYTES: Rule =
    rule("the sentences speak of a file", "the page shows another form, and a file may be sent as well");
pub(super) const BODY_ASSUMED: &str =
    "assumed where the page is silent: what stands at the end of the path, the answer, or the resource";
pub(super) const SENTENCE_VOTE: Rule =
    rule("most votes; the sentence of the page votes first", "most votes count, and the sentence has the fewer");
pub(super) const METHODS_VOTE: Rule =
    rule("most votes; the Methods table votes second", "most votes count, and the Methods table has the fewer");
pub(super) const EXAMPLE_VOTE: Rule =
    rule("most votes; the annotation of the example votes third", "most votes count, and the example has the fewer");
pub(super) const NO_ANSWER_SAID: Rule = rule("the sentence promises no body", "what the page shows counts");
pub(super) const VOTE: &str = "the type with most votes; whether there are several is a vote of its own";
pub(super) const NO_ANSWER: &str = "no source names a type, or the statuses promise no body";
pub(super) const SECTION_TABLE: Rule = rule("the table of the section lists it", "the schema has it otherwise");
pub(super) const INCLUDED: Rule =
    rule("the include file states it where the page itself does not", "the page counts before the include file");
pub(super) const OVERLOADS: &str = "one for each set of arguments that the page shows; optional ones may be left out";
pub(super) const SHOWN_OVERLOAD: Rule = rule("the request line shows the arguments", "another form of the URL counts");
pub(super) const LISTED_PARAMETERS: Rule =
    rule("the table lists the parameters", "the request lines show which are given");
pub(super) const UNTYPED_ANSWER: &str =
    "any JSON: the page shows or promises a body, and no source that counts tells its type";
pub(super) const LEADS_ELSEWHERE: Rule =
    rule("the path of this form leads to another type than the page promises", "the page says what comes back");
pub(super) const REDIRECT: &str = "what a redirect leads to is a file, where no source names a type";

// Parameters.
pub(super) const SECTION: Rule = rule("the section that lists it says what it is", "another section counts");
pub(super) const TEMPLATE: Rule = rule("the request line shows it", "another request line counts");
pub(super) const IN_TEMPLATE: &str =
    "the template of the URL names it so, where the line is read as if written correctly";
pub(super) const ALWAYS_TEXT: &str = "headers are texts, and so are query options of which no table tells a type";
pub(super) const TEXT_UNLESS_SAID: &str = "a text where no source names a type";
pub(super) const ARGUMENT_OF_CALL: &str = "what is sent to an action or function is an argument of it";
pub(super) const PARAMETER_ROW: Rule = rule("the row about it says it", "another row counts");

// What stands below the service root.
pub(super) const KEYED: Rule = rule("a key follows it, so it is a set", "no key follows it anywhere");
pub(super) const READ_AS_LIST: Rule = rule("reading it gives a collection, so it is a set", "it is read as one object");
pub(super) const NEVER_KEYED: Rule = rule(
    "neither a key follows it nor is it read as a list, so it is a single object",
    "elsewhere a key follows it, or it is read as a list",
);
pub(super) const FIRST_SEGMENT: Rule = rule("it is the first segment of a URL", "another spelling is more frequent");
pub(super) const STANDS_THERE: Rule =
    rule("the call reads or fills what stands there", "another type fits better to the segments that follow");
pub(super) const BY_CONTINUATIONS: &str = "of all types, this one has most of the properties that follow in URLs";

/// Sources that know less than the one that counts, and do not disagree with it.
pub(super) const KNOW_LESS: [&str; 6] = [
    PLAIN_TEXT.yields,
    BODY_TABLE.yields,
    BODY_JSON.yields,
    BODY_BYTES.yields,
    SHOWN_OVERLOAD.yields,
    LISTED_PARAMETERS.yields,
];
