namespace AutogradMaml.Examples.Federated;

/// <summary>What the local steps of a test see.</summary>
internal enum Sees
{
    /// <summary>The client's training examples alone.</summary>
    Training,

    /// <summary>The test examples, by which it is judged afterwards: the protocol of published code, which leaks.</summary>
    Test,
}
