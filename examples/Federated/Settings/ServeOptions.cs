using System.Net;

namespace AutogradMaml.Examples.Federated;

/// <summary>What the command line asks of a server.</summary>
internal sealed record ServeOptions
{
    /// <summary>How the rounds are led.</summary>
    public required ServerSettings Settings { get; init; }

    /// <summary>Where the server listens; port 0 for any that is free.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>The file of one's own certificate; null for one that is made.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file whose first line is its password; null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The folder of checkpoints and results.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether to go on from the checkpoint in the folder.</summary>
    public bool Resume { get; init; }
}
