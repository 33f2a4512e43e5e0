using System.Diagnostics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Files;

public sealed class AtomicWriteTests : IDisposable
{
    private static readonly Parameters<double> Old = new([new("x", Tensors.Create<double>([1], [1]))]);
    private static readonly Parameters<double> New = new([new("x", Tensors.Create<double>([2, 3], [2]))]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("autogradmaml-");

    private string FilePath => Path.Combine(_folder.FullName, "weights.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_comes_back_from_its_path_and_nothing_else_is_left()
    {
        SafeTensors.Write(FilePath, Old, new Dictionary<string, string> { ["step"] = "1" });
        SafeTensors.Write(FilePath, New, new Dictionary<string, string> { ["step"] = "2" });

        SafeTensorsFile<double> file = SafeTensors.Read<double>(FilePath);
        Assert.Equal([2.0, 3.0], Tensors.ToArray(file.Parameters["x"]));
        Assert.Equal("2", file.Metadata["step"]);
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        SafeTensors.Write(FilePath, Old);
        byte[] before = File.ReadAllBytes(FilePath);

        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(FilePath, stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidTimeZoneException();
        }));
        Parameters<double> unwritable = new([new("a\0b", Old["x"])]);
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(FilePath, unwritable));

        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_pipe_or_a_device_in_the_place_of_the_file_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes among files.");
        using (var making = Process.Start("mkfifo", FilePath))
        {
            making.WaitForExit();
        }

        IOException refusal = Assert.Throws<IOException>(() => SafeTensors.Write(FilePath, Old));
        Assert.Contains($"'{FilePath}' is a named pipe", refusal.Message, StringComparison.Ordinal);
        using (var looking = Process.Start("test", ["-p", FilePath]))
        {
            looking.WaitForExit();
            Assert.Equal(0, looking.ExitCode);
        }

        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void The_old_file_is_there_until_the_new_one_is_complete()
    {
        SafeTensors.Write(FilePath, Old);
        byte[] before = File.ReadAllBytes(FilePath);
        AtomicFile.Write(FilePath, stream =>
        {
            stream.Write([1, 2, 3]);
            stream.Flush();
            Assert.Equal(before, File.ReadAllBytes(FilePath));
        });
        Assert.Equal([1, 2, 3], File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void What_a_killed_writer_left_is_overwritten()
    {
        File.WriteAllBytes(FilePath + ".tmp", new byte[10_000]);
        SafeTensors.Write(FilePath, New);
        Assert.Equal(2, SafeTensors.Read<double>(FilePath).Parameters.ElementCount);
        Assert.Single(_folder.GetFiles());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_link_gives_way_and_what_it_leads_to_stays_as_it_is(bool atTemporaryName)
    {
        string elsewhere = Path.Combine(_folder.CreateSubdirectory("elsewhere").FullName, "file");
        string missing = elsewhere + "2";
        File.WriteAllBytes(elsewhere, [7, 8, 9]);
        string link = FilePath + (atTemporaryName ? ".tmp" : string.Empty);
        foreach (string target in (string[])[elsewhere, missing, _folder.FullName])
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, target);
            SafeTensors.Write(FilePath, New);

            Assert.Null(new FileInfo(FilePath).LinkTarget);
            Assert.Equal(2, SafeTensors.Read<double>(FilePath).Parameters.ElementCount);
            Assert.Equal([7, 8, 9], File.ReadAllBytes(elsewhere));
            Assert.False(File.Exists(missing));
            Assert.Single(_folder.GetFiles());
        }
    }

    [Fact]
    public async Task A_second_name_of_another_file_and_a_pipe_at_the_temporary_name_are_not_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands that make them are of Unix.");
        string elsewhere = Path.Combine(_folder.CreateSubdirectory("elsewhere").FullName, "file");
        File.WriteAllBytes(elsewhere, [7, 8, 9]);
        ProcessStartInfo[] commands = [new("ln", [elsewhere, FilePath + ".tmp"]), new("mkfifo", [FilePath + ".tmp"])];
        foreach (ProcessStartInfo command in commands)
        {
            using (Process making = Process.Start(command)!)
            {
                await making.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await Task.Run(() => SafeTensors.Write(FilePath, New), TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal([7, 8, 9], File.ReadAllBytes(elsewhere));
            Assert.Equal(2, SafeTensors.Read<double>(FilePath).Parameters.ElementCount);
            Assert.Single(_folder.GetFiles());
        }
    }

    [Fact]
    public async Task A_reader_may_come_at_any_time()
    {
        SafeTensors.Write(FilePath, Old);
        using CancellationTokenSource end = new();
        Task writing = Task.Run(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    AtomicFile.Write(FilePath, static stream => stream.Write([1, 2, 3]));
                }
            },
            TestContext.Current.CancellationToken);
        for (int k = 0; k < 20_000 && !writing.IsCompleted; k++)
        {
            Assert.NotEmpty(RegularFile.ReadAllBytes(FilePath, 1000));
        }

        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public void A_second_writer_of_the_same_path_is_refused_and_does_no_harm()
    {
        AtomicFile.Write(FilePath, stream =>
        {
            stream.Write([1, 2, 3]);
            Assert.ThrowsAny<IOException>(() => SafeTensors.Write(FilePath, New));
        });
        Assert.Equal([1, 2, 3], File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_bad_file_is_named_with_its_path()
    {
        File.WriteAllBytes(FilePath, [1, 2, 3]);
        var exception = Assert.Throws<WeightFileException>(() => SafeTensors.Read<float>(FilePath));
        Assert.StartsWith(FilePath + ": ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(FilePath, exception.File);
        Assert.Throws<FileNotFoundException>(() => SafeTensors.Read<float>(FilePath + "x"));
    }
}
