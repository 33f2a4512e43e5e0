namespace AutogradMaml.Examples.Federated;

/// <summary>Where a client's own data come from.</summary>
internal interface IClientSource
{
    /// <summary>The data of one client. Nothing of another's is read for it.</summary>
    /// <param name="client">The client's number, from 0.</param>
    /// <exception cref="Processes.UsageException">It has none, or they are damaged.</exception>
    ClientData Of(int client);
}
