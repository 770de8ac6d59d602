using System.Security.Cryptography;
using System.Text.Json;

namespace MatchGrid.Api.Push;

/// <summary>By what push services know this server (RFC 8292). Made at first start; browsers that subscribed with it are lost without it.</summary>
public sealed class ServerKey : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly ECDsa key;
    private readonly PushOptions options;
    private readonly TimeProvider time;

    /// <param name="folder">The data folder; the key stands in its file <c>push-key</c>.</param>
    /// <param name="options">Names the contact.</param>
    /// <param name="time">The clock that dates tokens.</param>
    public ServerKey(string folder, PushOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        key = ReadOrMake(Path.Combine(folder, "push-key"));
        Public = PushEncryption.ToBase64Url(PushEncryption.Point(key.ExportParameters(includePrivateParameters: false).Q));
    }

    /// <summary>What a browser subscribes with: the uncompressed point, in base64url.</summary>
    public string Public { get; }

    /// <summary>The header <c>Authorization</c> for a push service: a token for its origin alone, valid for 12 hours.</summary>
    public string Authorization(Uri endpoint)
    {
        var claims = JsonSerializer.Serialize(new
        {
            aud = endpoint.GetLeftPart(UriPartial.Authority), exp = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds(), sub = options.Contact,
        });
        var signed = $"{PushEncryption.ToBase64Url("""{"typ":"JWT","alg":"ES256"}""")}.{PushEncryption.ToBase64Url(claims)}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"vapid t={signed}.{PushEncryption.ToBase64Url(signature)}, k={Public}";
    }

    public void Dispose() => key.Dispose();

    private static ECDsa ReadOrMake(string file)
    {
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            made.ImportPkcs8PrivateKey(File.ReadAllBytes(file), out _);
            return made;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Written whole under another name first: half a key would be no key for good.
        var writing = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            writing.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream($"{file}.new", writing))
        {
            stream.Write(made.ExportPkcs8PrivateKey());
            stream.Flush(flushToDisk: true);
        }

        File.Move($"{file}.new", file);
        return made;
    }
}
