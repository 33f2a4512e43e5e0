using System.Globalization;

namespace AutogradMaml.Examples.Federated;

/// <summary>Which data clients have: by formula, or from the files of a folder.</summary>
/// <param name="Folder">The folder of <see cref="ClientFiles"/>; null for <see cref="SyntheticClients"/>.</param>
/// <param name="Seed">The seed of data by formula.</param>
internal sealed record DataSource(string? Folder, ulong Seed)
{
    /// <summary>The name on the command line of data by formula.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>The arguments that say so on the command line.</summary>
    public IReadOnlyList<string> Arguments
        => Folder is { } folder ? ["--data", folder] : ["--data", Synthetic, "--data-seed", Seed.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Opens them.</summary>
    public IClientSource Open() => Folder is { } folder ? new ClientFiles(folder) : new SyntheticClients(Seed);
}
