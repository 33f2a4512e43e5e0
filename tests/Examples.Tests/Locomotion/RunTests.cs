using System.Xml.Linq;
using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Examples.Tests.Locomotion;

public sealed class RunTests
{
    [Fact]
    public void On_any_number_of_threads_and_ranks_it_leaves_the_same_files()
    {
        RequiresMujoco.OrSkip();
        using TemporaryFolder one = new();
        using TemporaryFolder two = new();
        using TemporaryFolder ranks = new();
        RunOptions options = new()
        {
            Family = TaskFamily.All[0],
            Preset = Preset.Quick,
            Methods = [Method.Maml, Method.Oracle],
            Threads = 1,
            Folder = one.Path,
        };
        new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        new Run(options with { Threads = 2, Folder = two.Path }).Execute(
            TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        RanksInProcess.Run(2, rank =>
        {
            new Run(options with { Ranks = rank, Folder = ranks.Path }).Execute(
                TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
            return rank.Rank;
        });
        string[] names = [.. Directory.GetFiles(one.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [".lock", "frames-maml.svg", "maml.safetensors", "oracle.safetensors", "results.json", "return.svg", "settings.json"], names);
        foreach (string name in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(one.Path, name)), Circumstances.Without(Path.Combine(two.Path, name)));
            Assert.Equal(Circumstances.Without(Path.Combine(one.Path, name)), Circumstances.Without(Path.Combine(ranks.Path, name)));
        }

        Assert.All(
            names.Where(static name => name.EndsWith(".svg", StringComparison.Ordinal)),
            name => XDocument.Load(Path.Combine(one.Path, name)));
    }
}
