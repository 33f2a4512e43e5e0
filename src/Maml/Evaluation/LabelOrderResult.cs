namespace AutogradMaml.Maml;

/// <summary>How much the accuracy depends on the order of the labels.</summary>
/// <param name="Orders">How many orders were tried.</param>
/// <param name="LeastOfTasks">Of each task the accuracy under the order that does worst, from 0 to 1.</param>
/// <param name="MeanOfTasks">Of each task the mean over the orders.</param>
/// <param name="GreatestOfTasks">Of each task the accuracy under the order that does best.</param>
public sealed record LabelOrderResult(int Orders, double[] LeastOfTasks, double[] MeanOfTasks, double[] GreatestOfTasks)
{
    /// <summary>The worst order of each task, over the tasks.</summary>
    public AccuracySummary Least => AccuracySummary.Of(LeastOfTasks);

    /// <summary>The mean order.</summary>
    public AccuracySummary Mean => AccuracySummary.Of(MeanOfTasks);

    /// <summary>The best order of each task.</summary>
    public AccuracySummary Greatest => AccuracySummary.Of(GreatestOfTasks);

    /// <summary>All three in words.</summary>
    public override string ToString() => $"{Orders} orders of the labels: least {Least}, mean {Mean}, greatest {Greatest}";
}
