namespace AutogradMaml.Examples.Tests.Runs;

/// <summary>A folder that is there for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autograd-maml-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
