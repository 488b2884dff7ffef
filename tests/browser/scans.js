// Scans as Nessus writes them, of made-up hosts with made-up weaknesses of medium severity, which wait in triage.

/** A signed-in scan of so many hosts with so many checks each; those in `without` found nothing. `day` is of November 2026. */
export function nessus(name, { hosts, checks, without = [], day = 16 }) {
  const host = (h) => {
    const found = Array.from({ length: checks }, (_, c) => c + 1).filter((c) => !without.includes(c)).map((c) => `
<ReportItem port="443" svc_name="www" protocol="tcp" severity="2" pluginID="${930000 + c}" pluginName="Lathe controller ${c}.0 Multiple Vulnerabilities" pluginFamily="Web Servers">
<description>The lathe controller on this host takes orders from anybody.</description><plugin_output>Installed : ${c}.0
Fixed     : ${c}.1</plugin_output><plugin_type>remote</plugin_type><solution>Upgrade the lathe controller to ${c}.1 or later.</solution><cve>CVE-2026-${93000 + c}</cve>
</ReportItem>`);
    return `<ReportHost name="192.0.2.${h}"><HostProperties><tag name="Credentialed_Scan">true</tag><tag name="HOST_START">Mon Nov ${day} 22:10:00 2026</tag><tag name="HOST_END">Mon Nov ${day} 22:31:00 2026</tag><tag name="host-ip">192.0.2.${h}</tag><tag name="host-fqdn">lathe-${h}.shop.example</tag><tag name="operating-system">Linux Kernel 5.14</tag></HostProperties>${found.join('')}
<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Nessus Scan Information" pluginFamily="Settings"><plugin_output>Nessus version : 10.8.3
Plugin feed version : 202611${day}0102
Credentialed checks : yes
</plugin_output></ReportItem></ReportHost>`;
  };
  const text = `<?xml version="1.0" ?>
<NessusClientData_v2><Policy><policyName>Weekly</policyName><Preferences><ServerPreferences><preference><name>plugin_set</name><value>${Array.from({ length: checks }, (_, c) => 930001 + c).join(';')};19506</value></preference></ServerPreferences></Preferences></Policy><Report name="Weekly">
${Array.from({ length: hosts }, (_, h) => host(h + 41)).join('\n')}
</Report></NessusClientData_v2>
`;
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) };
}
