using System.Security.Cryptography.X509Certificates;
using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class CertificateTests
{
    [Fact]
    public void A_server_that_goes_on_has_the_certificate_of_before_and_a_new_one_another()
    {
        using TemporaryFolder folder = new();
        using X509Certificate2 first = ServerCertificate.Own(folder.Path, resume: false, TimeProvider.System);
        using X509Certificate2 again = ServerCertificate.Own(folder.Path, resume: true, TimeProvider.System);
        using X509Certificate2 other = ServerCertificate.Own(folder.Path, resume: false, TimeProvider.System);
        Assert.True(first.HasPrivateKey);
        Assert.Equal(64, ServerCertificate.Fingerprint(first).Length);
        Assert.Equal(ServerCertificate.Fingerprint(first), ServerCertificate.Fingerprint(again));
        Assert.NotEqual(ServerCertificate.Fingerprint(first), ServerCertificate.Fingerprint(other));
        if (!OperatingSystem.IsWindows())
        {
            string path = Path.Combine(folder.Path, "certificate.pfx");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void One_s_own_certificate_is_read_with_its_password_and_what_is_none_is_told()
    {
        using TemporaryFolder folder = new();
        using X509Certificate2 made = ServerCertificate.Own(folder.Path, resume: false, TimeProvider.System);
        string path = Path.Combine(folder.Path, "own.pfx");
        File.WriteAllBytes(path, made.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret"));
        using X509Certificate2 read = ServerCertificate.Read(path, "secret");
        Assert.Equal(ServerCertificate.Fingerprint(made), ServerCertificate.Fingerprint(read));
        Assert.Throws<UsageException>(() => ServerCertificate.Read(path, "wrong"));
        File.WriteAllText(path, "no certificate");
        Assert.Contains(path, Assert.Throws<UsageException>(() => ServerCertificate.Read(path, null)).Message, StringComparison.Ordinal);
    }
}
