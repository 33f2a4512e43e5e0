namespace AutogradMaml.Examples.Federated;

/// <summary>What the command line can ask for; each gives the exit code.</summary>
/// <param name="Run">A server and its clients, method after method.</param>
/// <param name="Serve">A server.</param>
/// <param name="Client">A process of clients.</param>
/// <param name="Divide">A division of images among clients.</param>
internal sealed record Actions(
    Func<RunOptions, int> Run, Func<ServeOptions, int> Serve, Func<ClientOptions, int> Client, Func<DivideOptions, int> Divide);
