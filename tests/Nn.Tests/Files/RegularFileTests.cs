using System.Diagnostics;
using System.Net.Sockets;

namespace AutogradMaml.Nn.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("autogradmaml-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_opened_also_through_links_and_when_it_is_empty()
    {
        string file = At("file");
        File.WriteAllBytes(file, [1, 2, 3]);
        File.CreateSymbolicLink(At("link"), file);
        File.CreateSymbolicLink(At("link to the link"), At("link"));
        foreach (string path in (string[])[file, At("link"), At("link to the link")])
        {
            Assert.Equal([1, 2, 3], RegularFile.ReadAllBytes(path, 3));
        }

        Assert.Contains(
            "has 3 bytes; at most 2",
            Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(file, 2)).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(file, []);
        Assert.Empty(RegularFile.ReadAllBytes(At("link to the link"), 0));
    }

    [Fact]
    public void Nothing_a_link_to_nothing_and_a_locked_file_are_told_as_such()
    {
        Assert.Throws<FileNotFoundException>(() => RegularFile.OpenRead(At("none")));
        File.CreateSymbolicLink(At("link"), At("none"));
        Assert.Throws<FileNotFoundException>(() => RegularFile.OpenRead(At("link")));
        using FileStream locked = new(At("locked"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        IOException refusal = Assert.Throws<IOException>(() => RegularFile.OpenRead(At("locked")));
        Assert.DoesNotContain("regular", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are not files on Windows.");
        using (var making = Process.Start("mkfifo", At("pipe")))
        {
            await making.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(At("link"), At("pipe"));
        await AssertRefused(At("pipe"), "a named pipe");
        await AssertRefused(At("link"), "a named pipe");
    }

    [Fact]
    public async Task Devices_sockets_and_folders_are_refused_at_once()
    {
        await AssertRefused(_folder.FullName, "a folder");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices and sockets are not files on Windows.");
        await AssertRefused("/dev/zero", "a device");
        await AssertRefused("/dev/null", "a device");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("socket")));
        await AssertRefused(At("socket"), "a socket or the like");
    }

    private static async Task AssertRefused(string path, string kind)
    {
        foreach (Action read in (Action[])[() => RegularFile.OpenRead(path), () => RegularFile.ReadAllBytes(path, 1),
            () => SafeTensors.Read<float>(path)])
        {
            // On a thread of its own, so that a read that waits fails the test.
            IOException refusal = await Assert.ThrowsAsync<IOException>(
                () => Task.Run(read, TestContext.Current.CancellationToken)
                    .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            Assert.Equal($"'{path}' is {kind}; a regular file is expected.", refusal.Message);
        }
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
