using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MatchGrid.Api.Access;

/// <summary>Signs tokens for anybody who asks, for trying things out on one's own machine. Its key is made at first start.</summary>
public sealed class DevelopmentIssuer
{
    public const string Issuer = "matchgrid-development";
    public const string Audience = "matchgrid";

    private const int KeyBytes = 32;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly TimeProvider time;

    /// <param name="folder">The data folder; the key stands in its file <c>development-key</c>.</param>
    /// <param name="time">The clock that dates tokens.</param>
    public DevelopmentIssuer(string folder, TimeProvider time)
    {
        this.time = time;
        Key = new SymmetricSecurityKey(ReadOrMake(Path.Combine(folder, "development-key")));
    }

    public SecurityKey Key { get; }

    /// <summary>A token that is valid for 12 hours.</summary>
    public string Sign(string role, string subject, IReadOnlyList<string> pharmacies, string? tenant = null, string? territory = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = role };
        if (pharmacies.Count > 0)
            claims["pharmacy"] = pharmacies;
        if (tenant is not null)
            claims["tenant"] = tenant;
        if (territory is not null)
            claims["territory"] = territory;
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-1),
            Expires = now + Lifetime,
            Claims = claims,
            SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256),
        });
    }

    private static byte[] ReadOrMake(string file)
    {
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: KeyBytes } key)
            return key;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(key);
        return key;
    }
}
