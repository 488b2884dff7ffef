//! The description of the API, OpenAPI 3.1: made from the table of routes and the annotations of its handlers.

use axum::{
    extract::State,
    http::{Method, header},
    response::{IntoResponse, Response},
};
use closeout_app::Problem;
use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi,
        OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder, SecurityRequirement,
        extensions::ExtensionsBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{KnownFormat, SchemaFormat, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{permission::Anyone, site::Site, table::Route};

const SCHEME: &str = "token";

const ABOUT: &str = "\
A plan of action and milestones for NIST SP 800-171 Rev 2 and CMMC Level 2: findings become accountable, dated, verifiable work.

Send a token as `Authorization: Bearer …`; it acts for one person, with no more than that person's permissions. Each operation \
names the permission that it takes as `x-permission`; what its holder may do with one item, the rules of the record decide.

Errors are problem+json (RFC 9457): `code` is stable, `rule` and `citation` name the rule that says no, `remedy` says what \
would make it pass, `gaps` names the fields.

Items have an `ETag`; a change with `If-Match` happens only on the version that was read, and is answered with 412 otherwise. \
A POST with an `Idempotency-Key` happens once, however often it is sent: the same key and request get the same answer for a \
day, the same key with another request is refused. Dates are `YYYY-MM-DD`, instants RFC 3339 in UTC, money is in cents.";

/// The description of these routes.
pub fn of(routes: &[Route]) -> OpenApi {
    let license = LicenseBuilder::new().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT")).build();
    let info = InfoBuilder::new()
        .title("Closeout")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license))
        .build();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token.")).build();
    let mut components = ComponentsBuilder::new()
        .security_scheme(SCHEME, SecurityScheme::Http(bearer))
        .schema(Problem::name(), Problem::schema());
    let mut nested = Vec::new();
    Problem::schemas(&mut nested);
    let mut paths = PathsBuilder::new();
    for route in routes {
        let Some(described) = route.description() else { continue };
        nested.extend(described.schemas);
        let operation = operation(route, described.name, described.operation);
        let method = if route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        paths = paths.path(route.path.clone(), PathItem::new(method, operation));
    }
    for (name, schema) in nested {
        components = components.schema(name, schema);
    }
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components.build())).build()
}

/// Adds to an operation what all have in common.
fn operation(route: &Route, name: String, mut operation: Operation) -> Operation {
    let section = route.path.split('/').nth(3).unwrap_or_default().to_owned();
    operation.operation_id = Some(name);
    operation.tags = Some(vec![section]);
    operation.extensions = Some(ExtensionsBuilder::new().add("x-permission", route.permission).build());
    let open = route.permission == "Public";
    operation.security = Some(if open { Vec::new() } else { vec![SecurityRequirement::new(SCHEME, [""; 0])] });
    let mut parameters: Vec<RefOr<Parameter>> = parameters(&route.path).map(RefOr::T).collect();
    parameters.extend(operation.parameters.take().unwrap_or_default());
    if route.method == Method::POST {
        let key = "A new text for each new request, such as a UUID: sent again with it, the same request happens once.";
        parameters.push(RefOr::T(in_header("Idempotency-Key", key)));
        if route.path.contains("{item}") {
            let seen = "The `ETag` of the item as it was read: when it has moved on, nothing happens.";
            parameters.push(RefOr::T(in_header("If-Match", seen)));
        }
    }
    operation.parameters = Some(parameters);
    let problem = ResponseBuilder::new().description("What was not done, and why.").content(
        "application/problem+json",
        ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build(),
    );
    operation.responses.responses.insert("default".into(), problem.build().into());
    operation
}

/// The parameters in braces.
fn parameters(path: &str) -> impl Iterator<Item = Parameter> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let key = |what| (text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))), what);
        let (schema, description) = match name {
            "item" => (text().examples([serde_json::json!("POAM-0007")]), "The number of an item."),
            "part" => (
                ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(65_535)),
                "The number of the part within its item.",
            ),
            "sha256" => (text().pattern(Some("^[0-9a-fA-F]{64}$")), "SHA-256 of the file."),
            "asset" => key("The key of an asset."),
            "report" => (
                text().examples([serde_json::json!("monthly"), serde_json::json!("POAM-0007")]),
                "A report, or the number of an item for its dossier.",
            ),
            "feed" => (text().enum_values(Some(["kev", "epss", "ssvc"])), "A feed."),
            "finding" => key("The key of a finding."),
            "import" => key("The key of an import."),
            "person" => key("The key of a person."),
            "system" => key("The key of a system."),
            _ => key("The key of a token."),
        };
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(description))
            .schema(Some(schema))
            .build()
    })
}

fn in_header(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

/// The description of the API.
#[utoipa::path(get, path = "", responses((status = 200, description = "OpenAPI 3.1.", body = Object)))]
pub async fn serve(_: Anyone, State(site): State<Site>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], String::clone(&site.description)).into_response()
}
