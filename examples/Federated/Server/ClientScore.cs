namespace AutogradMaml.Examples.Federated;

/// <summary>What one client found on its test examples.</summary>
/// <param name="Client">The client's number.</param>
/// <param name="Examples">The number of its test examples.</param>
/// <param name="Usual">How many of them are of the class that is the most frequent one among its training examples.</param>
/// <param name="Right">Right answers after 0, 1, 2, ... steps on its training examples.</param>
/// <param name="Leaky">The same after steps on the test examples themselves.</param>
internal sealed record ClientScore(int Client, int Examples, int Usual, IReadOnlyList<int> Right, IReadOnlyList<int> Leaky);
