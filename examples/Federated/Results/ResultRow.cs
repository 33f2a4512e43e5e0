namespace AutogradMaml.Examples.Federated;

/// <summary>The accuracy of a method after some local steps, over its runs.</summary>
/// <param name="Name">The method; or what needs none: the most frequent class of a client's training examples, or local steps from zero,
/// alone.</param>
/// <param name="Sees">What the local steps see.</param>
/// <param name="Step">The number of local steps.</param>
/// <param name="Mean">The mean over clients, each counted once, and over runs.</param>
/// <param name="Pooled">The share of all clients' test examples together, over runs.</param>
/// <param name="ClientsHalfWidth95">Half the width of the 95 % interval of the mean over clients, of each client's mean over runs.</param>
/// <param name="Above">By how much the method is above federated averaging after as many steps, client by client; null for that itself and
/// where it is not there.</param>
/// <param name="Costs">What it cost; null where nothing was learned.</param>
internal sealed record ResultRow(
    string Name, Sees Sees, int Step, RunInterval Mean, RunInterval Pooled, double ClientsHalfWidth95,
    (double Mean, double HalfWidth95)? Above, Costs? Costs);
