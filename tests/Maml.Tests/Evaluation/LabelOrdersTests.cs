using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

public class LabelOrdersTests
{
    private static readonly ImageEpisodes<double> Episodes = new(Glyphs.Create(5, 12), 3, 1, 5);

    [Fact]
    public void All_orders_come_once()
    {
        Assert.Equal(
            ["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"], LabelOrders.All(3).Select(static order => string.Join(' ', order)));
        Assert.Equal(120, LabelOrders.All(5).Select(static order => string.Join(' ', order)).Distinct().Count());
        Assert.Equal([[0]], LabelOrders.All(1));
    }

    [Fact]
    public void Least_mean_and_greatest_are_those_of_the_orders_one_by_one()
    {
        Sequential<double> net = new(new Flatten<double>(), new Linear<double>(784, 3));
        Maml<double> learner = new(net, Loss.CrossEntropy, 2, StepSizes<double>.Constant(0.1));
        Parameters<double> start = learner.Initialize(4);
        using ClassificationEvaluator<double> evaluator = new(learner);
        LabelOrderResult result = LabelOrders.Evaluate(evaluator, start, Episodes, 3, 9, 4);
        double[][] each =
            [
                .. LabelOrders.All(3)
                    .Select(order => evaluator.Evaluate(start, Episodes.Relabelled(order), 9, 4).Transductive.Accuracies[^1]),
            ];
        for (int task = 0; task < 4; task++)
        {
            Assert.Equal(each.Min(accuracies => accuracies[task]), result.LeastOfTasks[task]);
            Assert.Equal(each.Max(accuracies => accuracies[task]), result.GreatestOfTasks[task]);
            Assert.Equal(each.Average(accuracies => accuracies[task]), result.MeanOfTasks[task], 12);
        }

        Assert.True(result.Least.Mean < result.Greatest.Mean);
        Assert.Equal(6, result.Orders);
        Assert.StartsWith("6 orders of the labels: least ", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_learner_does_not_mind_the_order()
    {
        PrototypicalNetwork<double> learner = new(new Sequential<double>(new Flatten<double>(), new Linear<double>(784, 8)), ways: 3);
        using ClassificationEvaluator<double> evaluator = new(learner);
        LabelOrderResult result = LabelOrders.Evaluate(evaluator, learner.Initialize(4), Episodes, 3, 9, 4);
        Assert.Equal(result.LeastOfTasks, result.GreatestOfTasks);
        Assert.True(result.Mean.Mean > 1.0 / 3);
    }

    [Fact]
    public void Too_many_ways_are_refused()
    {
        PrototypicalNetwork<double> learner = new(new Flatten<double>(), ways: 7);
        using ClassificationEvaluator<double> evaluator = new(learner);
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelOrders.Evaluate(evaluator, learner.Initialize(4), Episodes, 7, 9, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelOrders.Evaluate(evaluator, learner.Initialize(4), Episodes, 1, 9, 4));
    }
}
