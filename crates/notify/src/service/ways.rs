//! The ways that there are for a contract, and what keeps each from working.

use jianyue_kernel::ContractId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{model::Way, state::Notify, store::settings::ChannelRow};

/// A way that rules may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotificationWay)]
pub struct WayView {
    /// As rules write it: `in_app`, `email`, `sms`, `push`, or `robot:` and an id.
    pub way: String,
    /// As people call it.
    pub name: String,
    /// Why nothing goes out by it now; people are told in the web instead. `null`: it works.
    pub unavailable: Option<String>,
}

/// The ways of `contract`, of all the `channels` there are.
pub(super) fn ways(channels: &[ChannelRow], notify: &Notify, contract: ContractId) -> Vec<WayView> {
    let view = |way: Way, name: &str, unavailable: Option<&str>| WayView {
        way: way.to_string(),
        name: name.to_owned(),
        unavailable: unavailable.map(ToOwned::to_owned),
    };
    let no_mail = "没有设置邮件服务器，请系统管理员设置 smtp_url 和 mail_from";
    let no_sms = "没有可用的短信网关，请系统管理员设置通知通道";
    let own = |row: &&ChannelRow| row.contract_id.is_none_or(|id| id == contract.0);
    let mut ways = vec![
        view(Way::InApp, "站内通知", None),
        view(Way::Email, "邮件", notify.mailer.is_none().then_some(no_mail)),
        view(Way::Sms, "短信", sms_of(channels, contract.0).is_none().then_some(no_sms)),
        view(Way::Push, "浏览器推送", None),
    ];
    ways.extend(channels.iter().filter(own).filter(|row| row.kind != "sms").map(|row| {
        view(Way::Robot(row.id), &row.name, (!row.enabled).then_some("群机器人已停用，请系统管理员启用通知通道"))
    }));
    ways
}

/// The gateway that serves a contract: its own before one for everybody.
pub(super) fn sms_of(channels: &[ChannelRow], contract: uuid::Uuid) -> Option<&ChannelRow> {
    let able = |row: &&ChannelRow| row.kind == "sms" && row.enabled;
    let of = |whose| channels.iter().filter(able).find(|row| row.contract_id == whose);
    of(Some(contract)).or_else(|| of(None))
}
