//! The description of the HTTP interface, gathered from the modules.

use jianyue_platform::App;
use utoipa::{
    OpenApi,
    openapi::{
        InfoBuilder, OpenApiBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use super::events;

#[derive(OpenApi)]
#[openapi(components())]
struct Empty;

/// Every route of the modules and of the host, below `/api/v1`.
#[must_use]
pub fn api(modules: impl IntoIterator<Item = OpenApiRouter<App>>) -> OpenApiRouter<App> {
    let info = InfoBuilder::new()
        .title("Jianyue (践约)")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Errors are RFC 9457 problem documents. Lists are keyset pages. Edits need `If-Match`. Requests that change \
             something and are signed in by cookie need the header `X-Jianyue: 1`.",
        ))
        .build();
    let mut document = OpenApiBuilder::from(Empty::openapi())
        .info(info)
        .security(Some(["cookie", "token"].map(|scheme| SecurityRequirement::new::<_, [&str; 0], _>(scheme, []))))
        .build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("jy_access"))));
    components
        .add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    let routes = modules.into_iter().fold(events::routes(), OpenApiRouter::merge);
    OpenApiRouter::with_openapi(document).nest("/api/v1", routes)
}
