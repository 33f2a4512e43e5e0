namespace AutogradMaml.Examples.Federated;

/// <summary>The data of one client: they stay with it.</summary>
/// <param name="Train">The examples that it learns from and adapts to.</param>
/// <param name="Test">The examples that judge.</param>
/// <param name="Classes">The number of classes.</param>
internal sealed record ClientData(Examples Train, Examples Test, int Classes)
{
    private const double TrainedShare = 0.75;

    /// <summary>Examples divided in three quarters to train and one to test, as they stand: the first ones train.</summary>
    /// <param name="all">The examples, in an order that says nothing.</param>
    /// <param name="classes">The number of classes.</param>
    public static ClientData Divide(Examples all, int classes)
    {
        int trained = (int)(TrainedShare * all.Count);
        return new(all.Slice(0, trained), all.Slice(trained, all.Count - trained), classes);
    }
}
