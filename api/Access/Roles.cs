namespace MatchGrid.Api.Access;

/// <summary>Values of the role claim. A token has one.</summary>
public static class Roles
{
    public const string Patient = "patient";
    public const string Pharmacy = "pharmacy";
    public const string Coordinator = "coordinator";
    public const string Partner = "partner";
    public const string Maker = "maker";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Patient, Pharmacy, Coordinator, Partner, Maker, Admin];
}
