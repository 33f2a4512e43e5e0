namespace AutogradMaml.Examples.Federated;

/// <summary>What the command line asks of a process of clients.</summary>
internal sealed record ClientOptions
{
    /// <summary>The clients' numbers, ascending.</summary>
    public required IReadOnlyList<int> Clients { get; init; }

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>The SHA-256 of the server's certificate in hexadecimal; null for one that this machine trusts by itself.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where the clients' data come from.</summary>
    public required DataSource Data { get; init; }

    /// <summary>How long the server is tried for when it is not reached.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
