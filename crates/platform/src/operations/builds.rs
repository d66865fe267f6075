//! `GET /builds`, `GET /builds/{id}`, `POST /builds/{id}/cancel`, `GET /builds/{id}/file`

use axum::{Json, extract::State, http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use jianyue_kernel::Actor;
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    app::App,
    builds::{self, AskError, Build, BuildFile, BuildState, Builds, builder_of},
    db::Tx,
    files,
    http::{Caller, Id, Params},
};

/// Long work that makes files, as whoever asked for it sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Build)]
pub struct BuildView {
    /// Its id.
    id: Uuid,
    /// What it makes: `ticketing.tickets`.
    kind: String,
    /// The contract, where it is about one.
    contract_id: Option<Uuid>,
    /// What it is called.
    title: String,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// Where it stands.
    #[schema(inline)]
    state: BuildState,
    /// Steps done.
    step: i64,
    /// Steps in all; 0 while that is unknown.
    steps: i64,
    /// What is being done, or what went wrong.
    message: String,
    /// What can be fetched.
    files: Vec<BuildFile>,
    /// When it was begun.
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    ended_at: Option<DateTime<Utc>>,
}

impl From<Build> for BuildView {
    fn from(build: Build) -> Self {
        Self {
            id: build.id,
            kind: build.kind,
            contract_id: build.contract_id,
            title: build.title,
            asked_at: build.asked_at,
            state: build.state,
            step: build.step,
            steps: build.steps,
            message: build.message,
            files: build.files.0,
            started_at: build.started_at,
            ended_at: build.ended_at,
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        let text = error.to_string();
        match error {
            AskError::TooMany => Self::new(StatusCode::CONFLICT, "platform.too_many_builds", text),
            AskError::Db(cause) => cause.into(),
        }
    }
}

/// The last twenty builds that the caller asked for, the newest first.
#[utoipa::path(get, path = "/builds", operation_id = "build_list", tag = "platform",
    responses((status = 200, body = [BuildView]), (status = "default", body = Problem)))]
pub(super) async fn build_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<BuildView>>, Problem> {
    let builds = builds::mine(&mut app.db().peek().await?, &by).await?;
    Ok(Json(builds.into_iter().filter(|build| may_have(&app, &by, build)).map(BuildView::from).collect()))
}

/// How far a build is. Only whoever asked for it sees it, and only as long as they may see what is in it.
#[utoipa::path(get, path = "/builds/{id}", operation_id = "build_find", tag = "platform",
    params(("id" = Uuid, Path, description = "The build")),
    responses((status = 200, body = BuildView), (status = "default", body = Problem)))]
pub(super) async fn build_find(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<BuildView>, Problem> {
    let build = theirs(&app, &mut app.db().peek().await?, &by, id).await?;
    Ok(Json(build.into()))
}

/// Cancels a build that is not over. Gives what has become of it.
#[utoipa::path(post, path = "/builds/{id}/cancel", operation_id = "build_cancel", tag = "platform",
    params(("id" = Uuid, Path, description = "The build")),
    responses((status = 200, body = BuildView), (status = 409, description = "platform.build_over", body = Problem,
              content_type = "application/problem+json"), (status = "default", body = Problem)))]
pub(super) async fn build_cancel(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<BuildView>, Problem> {
    let mut tx = app.db().write().await?;
    let cancelled = builds::cancel(&mut tx, app.env(), &by, id).await?;
    let build = theirs(&app, &mut tx, &by, id).await?;
    if !cancelled && build.state != BuildState::Cancelled {
        let text = "这项任务已经结束，不能取消。";
        return Err(Problem::new(StatusCode::CONFLICT, "platform.build_over", text));
    }
    tx.commit().await?;
    Ok(Json(build.into()))
}

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The part; the first file when it is absent.
    part: Option<String>,
}

/// A file that was made, to be saved.
#[utoipa::path(get, path = "/builds/{id}/file", operation_id = "build_file", tag = "platform",
    params(("id" = Uuid, Path, description = "The build"), Wanted),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
              (status = "default", body = Problem)))]
pub(super) async fn build_file(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Wanted>,
) -> Result<Response, Problem> {
    let build = theirs(&app, &mut app.db().peek().await?, &by, id).await?;
    if build.state != BuildState::Done {
        let text = "文件还没有生成。请等任务完成后再下载。";
        return Err(Problem::new(StatusCode::CONFLICT, "platform.build_not_done", text));
    }
    let file = build.files.iter().find(|file| wanted.part.as_ref().is_none_or(|part| *part == file.part));
    let file = file.ok_or_else(|| Problem::not_found("platform.no_part", "这项任务没有生成这个文件。"))?;
    let content = File::open(app.state::<Builds>().path(&build, &file.part)).await.map_err(|_| gone())?;
    Ok(files::saved(content, file.size.unsigned_abs(), &file.name, &file.media_type))
}

async fn theirs(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Build, Problem> {
    let found = builds::find(tx, by, id).await?.filter(|build| may_have(app, by, build));
    found.ok_or_else(|| Problem::not_found("platform.no_build", "没有这项任务：文件只保留七天，且只有发起人能看到。"))
}

fn may_have(app: &App, by: &Actor, build: &Build) -> bool {
    builder_of(app, &build.kind).is_some_and(|builder| builder.may_have(by, build))
}

fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "platform.build_gone", "文件已不在服务器上。请重新导出。")
}
