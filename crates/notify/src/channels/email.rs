//! Mail through an SMTP server.

use std::{sync::Arc, time::Duration};

use jianyue_platform::mail;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::PoolConfig,
};
use uuid::Uuid;

use super::Outcome;
use crate::compose::Words;

/// Longest wait for one command of the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// What keeps mail from being sent.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// The address of the server is none.
    #[error("smtp_url 应写作 smtp://主机:端口、smtp://用户:密码@主机:587?tls=required 或 smtps://用户:密码@主机")]
    BadUrl(#[source] lettre::transport::smtp::Error),
    /// The sender is none.
    #[error("mail_from 应是一个邮箱地址，或写作 践约 <yunwei@example.gov.cn>")]
    BadSender(#[source] lettre::address::AddressError),
}

/// A mail server and the sender under which mail goes out. Cheap to clone; connections are kept and shared.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Arc<Mailbox>,
}

/// Somebody who gets mail.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// Name.
    pub name: &'a str,
    /// Address.
    pub address: &'a str,
}

/// How answers to a mail find what they are about.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The token of what the mail tells of, where that is one thing.
    pub token: Option<String>,
    /// The address that answers go to, with the token in it; the sender's where there is none.
    pub reply_to: Option<String>,
}

impl Answers {
    /// By `token`, to the mailbox `reads` where somebody reads one.
    #[must_use]
    pub fn by(token: String, reads: Option<&str>) -> Self {
        let reply_to = reads.and_then(|address| mail::address_with(address, &token));
        Self { token: Some(token), reply_to }
    }
}

impl Mailer {
    /// A mailer for the server at `url` that sends as `sender`, with at most `connections` at a time.
    ///
    /// # Errors
    /// [`MailSettingsError`] when either cannot be read.
    pub fn new(url: &str, sender: &str, connections: u32) -> Result<Self, MailSettingsError> {
        let sender = sender.parse::<Mailbox>().map_err(MailSettingsError::BadSender)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(MailSettingsError::BadUrl)?
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(connections))
            .build();
        Ok(Self { transport, sender: Arc::new(sender) })
    }

    /// Under which name and address mail goes out.
    #[must_use]
    pub fn sender(&self) -> String {
        self.sender.to_string()
    }

    /// The part of the sender's address behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.sender.email.domain()
    }

    /// Sends `words` as the mail `id`, with the token and the address by which answers find what they are about. A repeated
    /// `id` has the same Message-ID, by which receivers know the repetition.
    pub async fn send(&self, id: Uuid, to: Addressee<'_>, words: &Words, answers: &Answers) -> Outcome {
        let mail = match self.mail(id, to, words, answers) {
            Ok(mail) => mail,
            Err(error) => return Outcome::Never(format!("邮件无法写成：{error}")),
        };
        match self.transport.send(mail).await {
            Ok(_) => Outcome::Delivered,
            Err(error) if error.is_permanent() => Outcome::Never(format!("邮件服务器拒收：{error}")),
            Err(error) => Outcome::Later(format!("邮件没有发出：{error}")),
        }
    }

    fn mail(&self, id: Uuid, to: Addressee<'_>, words: &Words, answers: &Answers) -> Result<Mail, String> {
        let address: Address = to.address.parse().map_err(|error| format!("{}：{error}", to.address))?;
        let mut mail = Mail::builder()
            .from((*self.sender).clone())
            .to(Mailbox::new(Some(to.name.to_owned()), address))
            .subject(words.subject.replace(['\r', '\n'], " "))
            .message_id(Some(format!("<{}>", mail::message_id(id, answers.token.as_deref(), self.domain()))))
            .header(AutoSubmitted)
            .header(header::ContentType::TEXT_PLAIN);
        if let Some(token) = &answers.token {
            // The same in every mail about it, so that mail programs show them as one conversation.
            mail = mail.references(format!("<{}>", mail::message_id(Uuid::nil(), Some(token), self.domain())));
        }
        if let Some(reply_to) = &answers.reply_to {
            mail = mail.reply_to(reply_to.parse().map_err(|error| format!("{reply_to}：{error}"))?);
        }
        mail.body(words.body.clone()).map_err(|error| error.to_string())
    }
}

/// Says that a program wrote the mail, so that absence notes do not answer it (RFC 3834).
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(subject: &str) -> Words {
        Words { subject: subject.to_owned(), body: "第一行\n第二行".to_owned() }
    }

    #[tokio::test]
    async fn a_mail_names_itself_and_says_that_a_program_wrote_it() {
        let mailer = Mailer::new("smtp://127.0.0.1:25", "践约 <yunwei@example.gov.cn>", 2).unwrap();
        let to = Addressee { name: "王工（演示）", address: "wang@example.gov.cn" };
        let mail =
            mailer.mail(Uuid::from_u128(7), to, &words("超时\r\nBcc: evil@example.com"), &Answers::default()).unwrap();
        let text = String::from_utf8(mail.formatted()).unwrap();
        assert!(text.contains("Message-ID: <00000000000000000000000000000007@example.gov.cn>"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
    }

    #[tokio::test]
    async fn answers_find_their_way_back() {
        let mailer = Mailer::new("smtp://127.0.0.1:25", "yunwei@example.gov.cn", 2).unwrap();
        let to = Addressee { name: "王工（演示）", address: "wang@example.gov.cn" };
        let token = "a".repeat(mail::TOKEN_LETTERS);
        let answers = Answers::by(token.clone(), Some("fuwu@example.gov.cn"));
        let mail = mailer.mail(Uuid::from_u128(7), to, &words("超时"), &answers).unwrap();
        let text = String::from_utf8(mail.formatted()).unwrap();
        assert!(text.contains(&format!("Reply-To: fuwu+{token}@example.gov.cn")), "{text}");
        assert!(text.contains(&format!("000007.{token}@example.gov.cn>")), "{text}");
        assert!(text.contains(&format!("<{}.{token}@example.gov.cn>", Uuid::nil().simple())), "{text}");
    }

    #[tokio::test]
    async fn a_wrong_address_is_never_tried_again() {
        let mailer = Mailer::new("smtp://127.0.0.1:25", "yunwei@example.gov.cn", 2).unwrap();
        let to = Addressee { name: "王工（演示）", address: "no address" };
        assert!(matches!(mailer.send(Uuid::nil(), to, &words("超时"), &Answers::default()).await, Outcome::Never(_)));
    }

    #[test]
    fn settings_are_checked() {
        assert!(Mailer::new("http://x", "a@b.cn", 1).is_err());
        assert!(Mailer::new("smtp://127.0.0.1:25", "nobody", 1).is_err());
    }
}
