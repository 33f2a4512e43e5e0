using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>The certificate by which clients know the server: one's own, or one that is made here and told by its fingerprint.</summary>
internal static class ServerCertificate
{
    private const string File = "certificate.pfx";
    private const int LargestFile = 1 << 20;
    private static readonly TimeSpan Valid = TimeSpan.FromDays(30);

    /// <summary>The SHA-256 of a certificate, as clients are given it.</summary>
    public static string Fingerprint(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Reads one's own certificate with its key.</summary>
    /// <param name="path">A PKCS #12 file (.pfx, .p12).</param>
    /// <param name="password">Its password; null for none.</param>
    /// <exception cref="UsageException">It can't be read, or has no key.</exception>
    public static X509Certificate2 Read(string path, string? password)
    {
        try
        {
            X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(RegularFile.ReadAllBytes(path, LargestFile), password);
            return certificate.HasPrivateKey
                ? certificate
                : throw new UsageException($"--certificate: '{path}' holds no private key.");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--certificate: '{path}': {OneLine.Of(exception)}");
        }
    }

    /// <summary>The certificate of a folder: made anew, or the one of before, so that the clients of a server that goes on know it
    /// again.</summary>
    /// <param name="folder">The folder. The file with the key may be read by its owner alone.</param>
    /// <param name="resume">Whether the one of before is looked for.</param>
    /// <param name="now">The time.</param>
    public static X509Certificate2 Own(string folder, bool resume, TimeProvider now)
    {
        string path = Path.Combine(folder, File);
        if (resume && Path.Exists(path))
        {
            X509Certificate2 before = Read(path, null);
            if (before.NotAfter.ToUniversalTime() > now.GetUtcNow())
            {
                return before;
            }

            before.Dispose();
        }

        using X509Certificate2 made = Make(now.GetUtcNow());
        byte[] bytes = made.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, null);
        System.IO.File.Delete(path);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(path, options))
        {
            stream.Write(bytes);
        }

        return X509CertificateLoader.LoadPkcs12(bytes, null);
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=federated", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], true));
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Valid);
    }
}
