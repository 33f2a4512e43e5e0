using AutogradMaml.Catalogue;

namespace AutogradMaml.Autograd.Tests.Catalogue;

/// <summary>Every operation against finite differences at orders 1, 2 and 3, in double; and its gradient in float against that in
/// double.</summary>
public class CatalogueDifferenceTests
{
    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_gradient_agrees_with_differences_of_the_value(string name)
        => OperationNames.Passes<double>(name, CheckNames.Differences, order: 1);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_Hessian_agrees_with_differences_of_the_gradient(string name)
        => OperationNames.Passes<double>(name, CheckNames.Differences, order: 2);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_third_derivative_agrees_with_differences_of_the_Hessian_vector_product(string name)
        => OperationNames.Passes<double>(name, CheckNames.Differences, order: 3);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_gradient_in_float_is_that_in_double_but_for_rounding(string name)
        => OperationNames.Passes<float>(name, CheckNames.GradientInDouble);

    [Fact]
    public void A_row_is_passed_over_only_where_it_is_constant_and_is_then_checked_for_that()
    {
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows)
        {
            bool constant = row.Constant is not null;
            Assert.Equal(constant, OperationChecks.Named<double>(CheckNames.Adjointness).Run(row) is null);
            Assert.Equal(constant || row.ConstantInputs.Count > 0, OperationChecks.Named<double>(CheckNames.Constant).Run(row) is not null);
        }
    }

    [Fact]
    public void A_check_reports_the_largest_error_of_all_samples_and_an_error_that_is_not_a_number_fails()
    {
        OperationRow<double> row = OperationCatalogue<double>.Named("sin");
        double[] errors = [0, double.NaN, 1, 0, 0, 0, 0];
        int sample = 0;
        CheckResult result = new OperationCheck<double>("of this test", 1, _ => 10, (_, _) => errors[sample++]).Run(row)!;
        Assert.Equal((double.PositiveInfinity, false, row.Samples[1]), (result.Error, result.Passed, result.Shapes));
        sample = 0;
        errors[1] = 3;
        result = new OperationCheck<double>("of this test", 1, _ => 2, (_, _) => errors[sample++]).Run(row)!;
        Assert.Equal(
            (3, false, "sin of [1]: of this test, order 1, in double: relative error 3.00E+000, allowed 2.0E+000."),
            (result.Error, result.Passed, result.ToString()));
    }
}
