//! Paths over the schema: what stands below the service root, and where a URL leads.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::caseless::Caseless;
use super::index::{short_name, stem};
use super::segments::{bare, segments, split_last};
use super::{Body, Container, Kind, Operation, OperationKind, Primitive, Property, StructuredType, TypeName};

/// The types of a schema as a graph that URLs walk over.
pub(super) struct Paths<'a> {
    pub(super) types: &'a BTreeMap<String, StructuredType>,
    nodes: Vec<Node<'a>>,
    numbers: FxHashMap<&'a str, usize>,
    /// Qualified names as they are spelled.
    names: FxHashMap<Caseless<'a>, &'a str>,
    sets: FxHashMap<Caseless<'a>, &'a str>,
    singletons: FxHashMap<Caseless<'a>, &'a str>,
    /// What calls return, by their names in lower case.
    returns: FxHashMap<String, TypeName>,
}

/// One type among the others.
struct Node<'a> {
    ty: &'a StructuredType,
    /// Made when it is asked for: no path leads to most types.
    properties: OnceCell<FxHashMap<Caseless<'a>, &'a TypeName>>,
    base: Option<usize>,
    /// Those that derive from it, directly or not.
    below: Vec<usize>,
}

/// Where a path has led.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// What is there, or what the elements there are.
    element: Element<'p>,
    is_many: bool,
}

/// A type that is no collection.
#[derive(Clone, Copy)]
enum Element<'p> {
    Primitive(Primitive),
    Named(&'p str),
}

/// What stands below the service root: for each first segment a set, if a key follows it somewhere, or a singleton.
pub(super) fn container(
    types: &BTreeMap<String, StructuredType>,
    operations: &BTreeMap<String, Operation>,
) -> Container {
    let mut entities = Entities::new(types);
    let mut roots: Vec<Root<'_>> = Vec::new();
    let mut numbers: FxHashMap<Caseless<'_>, usize> = FxHashMap::default();
    for operation in operations.values() {
        for url in &operation.urls {
            let mut segments = segments(&url.template);
            let Some(first) = segments.next().filter(|first| is_identifier(first)) else { continue };
            let number = *numbers.entry(Caseless(first)).or_insert(roots.len());
            if number == roots.len() {
                roots.push(Root::default());
            }
            let Some(root) = roots.get_mut(number) else { continue };
            *root.spellings.entry(first).or_default() += 1;
            root.vote(types, &entities, operation, (segments.next(), segments.next()));
        }
    }
    entities.find_owners(types, roots.iter().flat_map(|root| root.next.iter().copied()));
    let mut container = Container::default();
    for root in &roots {
        let Some(name) = most(&root.spellings) else { continue };
        let stated: BTreeSet<&str> = root.types.keys().copied().collect();
        let ty = by_continuations(&entities, name, &root.next, Some(&stated))
            .or_else(|| most(&root.types))
            .or_else(|| most(&root.callers))
            .or_else(|| entities.named(name))
            .or_else(|| by_continuations(&entities, name, &root.next, None));
        let Some(ty) = ty else { continue };
        let is_plural = name.eq_ignore_ascii_case(&format!("{}s", short_name(ty)));
        let place =
            if root.has_key || root.is_list || is_plural { &mut container.sets } else { &mut container.singletons };
        place.insert(name.to_owned(), ty.to_owned());
    }
    container
}

/// What the URLs say about one first segment.
#[derive(Default)]
struct Root<'a> {
    spellings: BTreeMap<&'a str, usize>,
    has_key: bool,
    is_list: bool,
    /// Types of operations on the root itself.
    types: BTreeMap<&'a str, usize>,
    /// Resources whose calls stand right below the root.
    callers: BTreeMap<&'a str, usize>,
    /// The segments that stand below the root, or below a key of it.
    next: FxHashSet<&'a str>,
}

/// The entity types, by what paths say of them. There are as many paths as types, so nothing looks through all types for one.
struct Entities<'a> {
    /// All of them, in the order of their names.
    all: Vec<&'a str>,
    /// By short name.
    by_name: FxHashMap<Caseless<'a>, &'a str>,
    /// By the names of properties that stand below some root: where those that have one stand among all.
    owners: FxHashMap<Caseless<'a>, Vec<usize>>,
}

impl<'a> Entities<'a> {
    fn new(types: &'a BTreeMap<String, StructuredType>) -> Self {
        let all: Vec<&str> =
            types.iter().filter(|(_, ty)| ty.kind == Kind::Entity).map(|(name, _)| name.as_str()).collect();
        // The first of a name counts.
        let by_name = all.iter().rev().map(|name| (Caseless(short_name(name)), *name)).collect();
        Entities { all, by_name, owners: FxHashMap::default() }
    }

    fn find_owners(&mut self, types: &'a BTreeMap<String, StructuredType>, segments: impl Iterator<Item = &'a str>) {
        self.owners = segments.map(|segment| (Caseless(segment), Vec::new())).collect();
        for (number, ty) in types.values().filter(|ty| ty.kind == Kind::Entity).enumerate() {
            for property in &ty.properties {
                if let Some(owners) = self.owners.get_mut(&Caseless(&property.name)) {
                    owners.push(number);
                }
            }
        }
    }

    fn named(&self, name: &str) -> Option<&'a str> {
        self.by_name.get(&Caseless(name)).copied()
    }
}

/// The type with most of the properties that stand below a root; on a tie the one whose name holds that of the root.
fn by_continuations<'a>(
    entities: &Entities<'a>,
    root: &str,
    next: &FxHashSet<&str>,
    among: Option<&BTreeSet<&str>>,
) -> Option<&'a str> {
    let root = root.to_lowercase();
    let stem = root.trim_end_matches('s');
    let mut seen: FxHashSet<Caseless<'_>> = FxHashSet::default();
    let segments = next.iter().map(|segment| Caseless(segment)).filter(|segment| seen.insert(*segment));
    let mut counts = vec![0_usize; entities.all.len()];
    for owner in segments.filter_map(|segment| entities.owners.get(&segment)).flatten() {
        if let Some(count) = counts.get_mut(*owner) {
            *count += 1;
        }
    }
    let counted = entities.all.iter().zip(counts);
    let candidates = counted.filter(|(name, count)| *count > 0 && among.is_none_or(|names| names.contains(*name)));
    let candidates: Vec<(&&str, usize)> = candidates.collect();
    let count = candidates.iter().map(|(_, count)| *count).max()?;
    let ranked = candidates.iter().filter(|(_, other)| *other == count).map(|(name, _)| {
        let is_named_so = short_name(name).to_lowercase().contains(stem);
        (is_named_so, std::cmp::Reverse(**name))
    });
    let (is_named_so, name) = ranked.max()?;
    // A name that does not tell must be outweighed by the properties.
    let is_sure = among.is_some() || is_named_so || count * 2 > next.len();
    is_sure.then_some(name.0)
}

impl<'a> Root<'a> {
    /// Counts what one URL says, by the second and the third of its segments.
    fn vote(
        &mut self,
        types: &'a BTreeMap<String, StructuredType>,
        entities: &Entities<'a>,
        operation: &'a Operation,
        (second, third): (Option<&'a str>, Option<&'a str>),
    ) {
        let key = second.is_some_and(|segment| segment.starts_with('{'));
        self.has_key |= key;
        self.next.extend(if key { third } else { second }.map(bare));
        let (is_alone, is_pair) = (second.is_none(), second.is_some() && third.is_none());
        let is_call = is_pair && !key && operation.call.is_some();
        if is_call && let Some(name) = caller(types, entities, operation) {
            *self.callers.entry(name).or_default() += 1;
        }
        let is_direct = is_alone || (is_pair && key);
        if is_direct && operation.call.is_none() {
            let answer = operation.response.ty.as_ref();
            let fills = operation.kind == OperationKind::Create || answer.is_some_and(TypeName::is_collection);
            self.is_list |= is_alone && fills;
            let body = match &operation.body {
                Body::Object { ty, .. } => ty.named(),
                _ => None,
            };
            let named = answer.and_then(TypeName::named).or(body).filter(|name| types.contains_key(*name));
            if let Some(name) = named {
                *self.types.entry(name).or_default() += 1;
            }
        }
    }
}

/// The resource of a call by its title, `thing: call`, or else by the file name.
fn caller<'a>(
    types: &BTreeMap<String, StructuredType>,
    entities: &Entities<'a>,
    operation: &'a Operation,
) -> Option<&'a str> {
    let titled = operation.title.split_once(':').and_then(|(thing, _)| entities.named(thing.trim()));
    let named = operation.resource.as_deref().filter(|name| {
        types.contains_key(*name) && stem(&operation.page).starts_with(&short_name(name).to_lowercase())
    });
    titled.or(named)
}

/// The entry with the highest count; the first by name on a tie.
fn most<'a>(counts: &BTreeMap<&'a str, usize>) -> Option<&'a str> {
    counts.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name))).map(|(name, _)| *name)
}

impl<'a> Paths<'a> {
    pub(super) fn new(
        types: &'a BTreeMap<String, StructuredType>,
        container: &'a Container,
        operations: &BTreeMap<String, Operation>,
    ) -> Self {
        let numbers: FxHashMap<&str, usize> = types.keys().map(String::as_str).zip(0..).collect();
        let number_of = |name: &String| numbers.get(name.as_str()).copied();
        let base_of = |ty: &StructuredType| ty.base.as_ref().and_then(number_of);
        let node = |ty| Node { ty, properties: OnceCell::new(), base: base_of(ty), below: Vec::new() };
        let mut nodes: Vec<Node<'_>> = types.values().map(node).collect();
        for own in 0..nodes.len() {
            for base in above(own, &nodes) {
                if let Some(base) = nodes.get_mut(base) {
                    base.below.push(own);
                }
            }
        }
        let names = types.keys().map(|name| (Caseless(name), name.as_str())).collect();
        let roots = |roots: &'a BTreeMap<String, String>| {
            roots.iter().map(|(name, ty)| (Caseless(name), ty.as_str())).collect::<FxHashMap<_, _>>()
        };
        let (sets, singletons) = (roots(&container.sets), roots(&container.singletons));
        let mut paths = Paths { types, nodes, numbers, names, sets, singletons, returns: FxHashMap::default() };
        paths.learn(operations);
        paths
    }

    /// Takes over what the calls return.
    pub(super) fn learn(&mut self, operations: &BTreeMap<String, Operation>) {
        let calls = operations.values().filter_map(|operation| {
            let ty = operation.response.ty.clone()?;
            Some((operation.call.as_ref()?.name.to_lowercase(), ty))
        });
        self.returns = calls.collect();
    }

    /// The type that the segments of a path lead to; none if a segment is not known.
    pub(super) fn walk(&self, segments: &[&str]) -> Option<TypeName> {
        let (first, rest) = segments.split_first()?;
        let mut current = self.root(first)?;
        for segment in rest {
            current = self.step(current, segment)?;
        }
        Some(current.ty())
    }

    /// The type with a qualified name.
    pub(super) fn declared(&self, name: &str) -> Option<&'a StructuredType> {
        self.node(name).map(|node| node.ty)
    }

    /// The property of a type that has a name: its own, an inherited one, or one of a type that derives from it.
    pub(super) fn property(&self, ty: &str, name: &str) -> Option<&'a TypeName> {
        let name = Caseless(bare(name));
        let node = self.node(ty)?;
        let below = || node.below.iter().filter_map(|number| self.nodes.get(*number));
        self.line(node).chain(below()).find_map(|node| node.properties().get(&name).copied())
    }

    /// The entity set with a name.
    pub(super) fn set(&self, name: &str) -> Option<TypeName> {
        let name = self.sets.get(&Caseless(name)).copied()?;
        Some(Place { element: Element::Named(name), is_many: true }.ty())
    }

    /// Whether a type is a base of another, directly or not; a collection is none of its element.
    pub(super) fn is_above(&self, above: &TypeName, below: &TypeName) -> bool {
        let (Some(base), Some(name)) = (above.named(), below.named()) else { return false };
        let is_below = |node| self.line(node).any(|node| node.ty.base.as_deref() == Some(base));
        let is_base = || self.node(name).is_some_and(is_below);
        base != name && above.is_collection() == below.is_collection() && is_base()
    }

    fn node(&self, name: &str) -> Option<&Node<'a>> {
        self.nodes.get(*self.numbers.get(name)?)
    }

    /// A type and those that it derives from, nearest first. A circle ends when all types could have been seen.
    fn line<'p>(&'p self, node: &'p Node<'a>) -> impl Iterator<Item = &'p Node<'a>> {
        std::iter::successors(Some(node), |node| self.nodes.get(node.base?)).take(self.nodes.len())
    }

    fn root(&self, segment: &str) -> Option<Place<'_>> {
        let wanted = bare(segment);
        let is_keyed = segment.contains('(');
        let named = |name: &&'a str, is_many| Place { element: Element::Named(name), is_many };
        let set = self.sets.get(&Caseless(wanted)).map(|name| named(name, !is_keyed));
        let singleton = || self.singletons.get(&Caseless(wanted)).map(|name| named(name, false));
        let call = || self.returns.get(&wanted.to_lowercase()).filter(|_| is_keyed).map(Place::of);
        set.or_else(singleton).or_else(call)
    }

    fn step<'p>(&'p self, from: Place<'p>, segment: &str) -> Option<Place<'p>> {
        // A key, or the path of an item below the one addressed: the same kind of thing, one of it.
        if segment.starts_with('{') || segment.starts_with('$') {
            return Some(from.one());
        }
        let wanted = bare(segment);
        if segment.contains('.')
            && let Some(cast) = self.names.get(&Caseless(wanted))
        {
            return Some(Place { element: Element::Named(cast), ..from });
        }
        if let Place { element: Element::Named(ty), is_many: false } = from
            && let Some(found) = self.property(ty, wanted)
        {
            let found = Place::of(found);
            return Some(if segment.contains('(') { found.one() } else { found });
        }
        let call = self.returns.get(&short_name(wanted).to_lowercase()).map(Place::of);
        // A literal where a key belongs.
        call.or_else(|| from.is_many.then(|| from.one()))
    }
}

impl<'p> Place<'p> {
    fn of(ty: &'p TypeName) -> Self {
        let one = |element| Place { element, is_many: false };
        match ty {
            TypeName::Primitive(primitive) => one(Element::Primitive(*primitive)),
            TypeName::Named(name) => one(Element::Named(name)),
            TypeName::Collection(element) => Place { is_many: true, ..Place::of(element) },
        }
    }

    fn one(self) -> Self {
        Place { is_many: false, ..self }
    }

    fn ty(self) -> TypeName {
        let single = match self.element {
            Element::Primitive(primitive) => TypeName::Primitive(primitive),
            Element::Named(name) => TypeName::Named(name.to_owned()),
        };
        if self.is_many { single.collection() } else { single }
    }
}

impl<'a> Node<'a> {
    fn properties(&self) -> &FxHashMap<Caseless<'a>, &'a TypeName> {
        let properties = || self.ty.properties.iter().map(|own| (Caseless(&own.name), &own.ty));
        self.properties.get_or_init(|| properties().collect())
    }
}

/// The types that a type derives from, nearest first.
fn above(own: usize, nodes: &[Node<'_>]) -> Vec<usize> {
    let base_of = |number: usize| nodes.get(number).and_then(|node| node.base);
    let mut found = Vec::new();
    let mut next = base_of(own);
    while let Some(base) = next.filter(|base| *base != own && !found.contains(base)) {
        found.push(base);
        next = base_of(base);
    }
    found
}

/// Navigation properties that no table lists: an operation reads or fills what stands behind a known type.
pub(super) fn navigations(paths: &Paths<'_>, operations: &BTreeMap<String, Operation>) -> Vec<(String, Property)> {
    let mut found: BTreeMap<(String, String), Property> = BTreeMap::new();
    let calls: FxHashSet<Caseless<'_>> =
        operations.values().filter_map(|operation| Some(Caseless(&operation.call.as_ref()?.name))).collect();
    // A list says more about what stands behind a segment than a single object does.
    let mut readers: Vec<&Operation> = operations.values().filter(|operation| operation.call.is_none()).collect();
    readers.sort_by_key(|operation| operation.kind != OperationKind::List);
    for operation in readers {
        let Some(ty) = target(operation) else { continue };
        let is_entity = ty.named().and_then(|name| paths.declared(name)).is_some_and(|ty| ty.kind == Kind::Entity);
        for url in operation.urls.iter().filter(|_| is_entity) {
            let Some((before, last)) = split_last(&url.template).filter(|(_, last)| is_identifier(last)) else {
                continue;
            };
            if calls.contains(&Caseless(last)) {
                continue; // a body for a call on another page
            }
            let Some(TypeName::Named(owner)) = paths.walk(&before) else { continue };
            // What stands below what the page reads, or below an element of it, is a part of that.
            let is_part = ty.element().named() == Some(&*owner) && operation.urls.len() > 1;
            let Some(declared) = paths.declared(&owner).filter(|_| !is_part) else { continue };
            if let Some(name) = misspelt(declared, last) {
                let property = Property { name: last.to_owned(), ..name.clone() };
                found.entry((owner, last.to_lowercase())).or_insert(property);
                continue;
            }
            let known = paths.property(&owner, last);
            // A list behind a property that its table calls single: the table forgot the word "collection".
            let is_list = operation.kind == OperationKind::List
                && operation.response.ty.as_ref().is_some_and(TypeName::is_collection);
            let is_single = known.is_some_and(|known| !known.is_collection() && is_list && *known == *ty.element());
            if known.is_none() || is_single {
                let property = Property {
                    name: last.to_owned(),
                    ty: ty.clone(),
                    navigation: true,
                    doc: operation.doc.clone(),
                    ..Property::default()
                };
                found.entry((owner, last.to_lowercase())).or_insert(property);
            }
        }
    }
    found.into_iter().map(|((owner, _), property)| (owner, property)).collect()
}

/// The property that a table writes in small letters throughout and a URL does not.
fn misspelt<'a>(ty: &'a StructuredType, segment: &str) -> Option<&'a Property> {
    let has_capitals = |name: &str| name.contains(char::is_uppercase);
    let find = || ty.properties.iter().find(|own| own.name.eq_ignore_ascii_case(segment));
    has_capitals(segment).then(find).flatten().filter(|found| !has_capitals(&found.name))
}

/// What stands at the URL of an operation.
pub(super) fn target(operation: &Operation) -> Option<TypeName> {
    match (operation.kind, &operation.body) {
        (OperationKind::List, _) => operation.response.ty.clone().map(TypeName::collection),
        (OperationKind::Get, _) => operation.response.ty.clone(),
        (OperationKind::Create, Body::Object { ty, .. }) => Some(ty.clone().collection()),
        _ => None,
    }
}

fn is_identifier(segment: &str) -> bool {
    let name = bare(segment);
    name.starts_with(char::is_alphabetic) && name.chars().all(char::is_alphanumeric)
}
