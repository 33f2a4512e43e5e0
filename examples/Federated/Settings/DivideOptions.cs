namespace AutogradMaml.Examples.Federated;

/// <summary>What the command line asks of a division of Fashion-MNIST among clients.</summary>
/// <param name="Images">The folder of the set's four files.</param>
/// <param name="Clients">The number of clients.</param>
/// <param name="Seed">The seed of the division.</param>
/// <param name="Folder">The folder of the clients' files.</param>
internal sealed record DivideOptions(string Images, int Clients, ulong Seed, string Folder);
