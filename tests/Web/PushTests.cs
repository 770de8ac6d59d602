using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Api.Push;
using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>Web Push at the other end: another implementation reads our messages, and the service worker shows them.</summary>
public sealed class PushTests(Stage stage) : IClassFixture<Stage>
{
    private const string Read =
        """
        const ece = require("http_ece"), crypto = require("crypto");
        const browser = crypto.createECDH("prime256v1"), secret = crypto.randomBytes(16);
        console.log(JSON.stringify({ key: browser.generateKeys("base64url"), secret: secret.toString("base64url") }));
        process.stdin.once("data", line => {
          console.log(ece.decrypt(Buffer.from(line.toString().trim(), "base64"), { version: "aes128gcm", privateKey: browser, authSecret: secret }).toString());
          process.exit();
        });
        """;

    [BrowserFact]
    public async Task Message_EncryptedHere_IsReadByAnotherImplementation()
    {
        using var node = Process.Start(new ProcessStartInfo(Needs.Node, ["-e", Read])
        {
            WorkingDirectory = Needs.Web, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var keys = JsonNode.Parse((await node.StandardOutput.ReadLineAsync())!)!;
        var text = """{"kind":"held","request":"r-1"}"""u8;

        var message = PushEncryption.Encrypt(text, Bytes(keys["key"]!), Bytes(keys["secret"]!));
        await node.StandardInput.WriteLineAsync(Convert.ToBase64String(message));

        Assert.Equal("""{"kind":"held","request":"r-1"}""", await node.StandardOutput.ReadLineAsync());
        await node.WaitForExitAsync();
    }

    [BrowserFact]
    public async Task PushedMessage_IsShownInThePersonsLanguageAndNamesNoMedicine()
    {
        await using var window = await stage.OpenAsync(look: new(Language: "zh-CN"));
        var page = window.Page;
        await page.GetByText("以指定身份登录").ClickAsync();
        await page.GetByLabel("名称", new() { Exact = true }).FillAsync(stage.Fresh("push"));
        await window.Button("登录").ClickAsync();
        await Expect(window.Heading("我的药品")).ToBeVisibleAsync();
        var request = (await page.EvaluateAsync<JsonElement>(
            """
            async sku => {
              const { token } = JSON.parse(localStorage.getItem("matchgrid.session"));
              const answer = await fetch("/v1/requests", {
                method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify({ skus: [sku], latitude: 1, longitude: 1 }),
              });
              await navigator.serviceWorker.ready;
              return answer.json();
            }
            """,
            Stage.Medicine)).GetProperty("id").GetString();
        await page.GotoAsync($"/app/patient/request/{request}");
        await Expect(page.Locator("[data-pushed]")).ToBeVisibleAsync();
        var registration = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = await page.Context.NewCDPSessionAsync(page);
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            foreach (var one in told!.Value.GetProperty("registrations").EnumerateArray())
                registration.TrySetResult(one.GetProperty("registrationId").GetString()!);
        };
        await session.SendAsync("ServiceWorker.enable");

        await session.SendAsync("ServiceWorker.deliverPushMessage", new()
        {
            ["origin"] = stage.Root.GetLeftPart(UriPartial.Authority), ["registrationId"] = await registration.Task.WaitAsync(TimeSpan.FromSeconds(30)),
            ["data"] = $$"""{"number":1,"kind":"held","request":"{{request}}","match":"m-1"}""",
        });

        var shown = await page.EvaluateAsync<string>(
            """
            async () => {
              const worker = await navigator.serviceWorker.ready;
              for (let round = 0; round < 100; round++) {
                const [one] = await worker.getNotifications();
                if (one) return `${one.title}|${one.body}|${one.tag}|${one.data.url}`;
                await new Promise(resolve => setTimeout(resolve, 100));
              }
              return "nothing";
            }
            """);
        Assert.Equal($"已为您留下一盒药|请打开查看地点，并及时接受。|m-1|/app/patient/request/{request}", shown);
    }

    private static byte[] Bytes(JsonNode text) => System.Buffers.Text.Base64Url.DecodeFromChars(text.GetValue<string>());
}
