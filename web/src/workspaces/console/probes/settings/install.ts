/** What is run on a Linux machine so that the agent starts with it. The token stands in a file that only the service reads. */
export function linuxInstall(server: string, token: string): string {
  return `sudo useradd --system --no-create-home jianyue-agent
sudo install -d -m 755 /etc/jianyue
printf '%s' '${token}' | sudo tee /etc/jianyue/agent.token >/dev/null
sudo chown jianyue-agent /etc/jianyue/agent.token && sudo chmod 400 /etc/jianyue/agent.token
sudo tee /etc/systemd/system/jianyue-agent.service >/dev/null <<'UNIT'
[Unit]
Description=Jianyue agent
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/local/bin/jianyue agent --server ${server} --token-file /etc/jianyue/agent.token --every 60
User=jianyue-agent
Restart=always
RestartSec=10
NoNewPrivileges=true
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
UNIT
sudo systemctl daemon-reload && sudo systemctl enable --now jianyue-agent`
}

/** The same on Windows, in a PowerShell of an administrator, with NSSM. */
export function windowsInstall(server: string, token: string): string {
  return `New-Item -ItemType Directory -Force C:\\jianyue | Out-Null
Set-Content -NoNewline -Path C:\\jianyue\\agent.token -Value '${token}'
icacls C:\\jianyue\\agent.token /inheritance:r /grant "*S-1-5-18:R" "*S-1-5-32-544:F"
nssm install JianyueAgent C:\\jianyue\\jianyue.exe agent --server ${server} --token-file C:\\jianyue\\agent.token --every 60
nssm start JianyueAgent`
}
